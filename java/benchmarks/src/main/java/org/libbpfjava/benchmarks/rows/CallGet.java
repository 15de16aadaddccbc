package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.GlobalVariable;

@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class CallGet extends LiveRow {
  /** {@code struct call} of live.bpf.c. */
  public record Call(
      long time,
      long pid,
      int result,
      String comm,
      long bytes,
      long latency,
      long cookie,
      long total) {
    long sum() {
      return time
          + pid
          + result
          + comm.length()
          + comm.charAt(8)
          + bytes
          + latency
          + cookie
          + total;
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
      sum += variable.get(Call.class).sum();
    }
    return sum;
  }
}
