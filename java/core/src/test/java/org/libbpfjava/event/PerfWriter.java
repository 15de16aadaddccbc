package org.libbpfjava.event;

import org.libbpfjava.BpfProgram;
import org.libbpfjava.testing.OnCpu;

/** Runs programs of perf.bpf.c on a CPU of the test's choice. */
final class PerfWriter {
  private PerfWriter() {}

  /** Writes events. */
  static void write(BpfProgram program, int cpu, int count) {
    OnCpu.run(program, cpu, count);
  }
}
