package org.libbpfjava.testing;

import static org.libbpfjava.raw.global.libbpf.lbj_program_test_run;

import org.libbpfjava.BpfProgram;

/** Runs a program on a CPU of the test's choice, as raw tracepoints alone can be. */
public final class OnCpu {
  private static final int BPF_F_TEST_RUN_ON_CPU = 1;
  private static final byte[] NONE = {};
  private static final int ARGUMENTS = 64; // bytes

  private OnCpu() {}

  public static void run(BpfProgram program, int cpu, int times) {
    for (int i = 0; i < times; i++) {
      int[] io = {0, 0, ARGUMENTS, 0};
      int result =
          program.withFd(
              fd ->
                  lbj_program_test_run(
                      fd,
                      NONE,
                      NONE,
                      new byte[ARGUMENTS],
                      NONE,
                      0,
                      BPF_F_TEST_RUN_ON_CPU,
                      cpu,
                      0,
                      io));
      if (result < 0) {
        throw new AssertionError("test run on CPU " + cpu + ": " + result);
      }
    }
  }
}
