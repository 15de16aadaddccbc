package org.libbpfjava.testing;

import org.libbpfjava.BpfProgram;
import org.libbpfjava.TestRun;

/** Runs a program on a CPU of the test's choice, as raw tracepoints alone can be. */
public final class OnCpu {
  private static final int ARGUMENTS = 64; // bytes

  private OnCpu() {}

  public static void run(BpfProgram program, int cpu, int times) {
    TestRun run = TestRun.once().withContext(new byte[ARGUMENTS]).withCpu(cpu);
    for (int i = 0; i < times; i++) {
      program.testRun(run);
    }
  }
}
