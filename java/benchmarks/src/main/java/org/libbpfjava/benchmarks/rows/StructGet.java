package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.GlobalVariable;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class StructGet extends LiveRow {
  /** {@code struct sample} of live.bpf.c. */
  public record Sample(
      long time,
      long pid,
      long tid,
      int result,
      int kind,
      int flags,
      long bytes,
      long offset,
      long latency,
      long cookie,
      long total) {
    long sum() {
      return time + pid + tid + result + kind + flags + bytes + offset + latency + cookie + total;
    }
  }

  private GlobalVariable variable;

  @Override
  void open(BpfObject object) {
    variable = object.variable(argument);
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += variable.get(Sample.class).sum();
    }
    return sum;
  }
}
