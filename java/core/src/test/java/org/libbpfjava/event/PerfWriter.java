package org.libbpfjava.event;

import static org.libbpfjava.raw.global.libbpf.lbj_program_test_run;

import org.libbpfjava.BpfProgram;

/** Runs programs of perf.bpf.c on a CPU of the test's choice, as raw tracepoints alone can be. */
final class PerfWriter {
  private static final int BPF_F_TEST_RUN_ON_CPU = 1;
  private static final byte[] NONE = {};

  private PerfWriter() {}

  /** Writes events. */
  static void write(BpfProgram program, int cpu, int count) {
    byte[] arguments = new byte[64];
    int[] io = new int[4];
    for (int i = 0; i < count; i++) {
      io[2] = arguments.length;
      int result = run(program, arguments, cpu, io);
      if (result < 0) {
        throw new AssertionError("test run on CPU " + cpu + ": " + result);
      }
    }
  }

  private static int run(BpfProgram program, byte[] arguments, int cpu, int[] io) {
    return program.withFd(
        fd ->
            lbj_program_test_run(
                fd, NONE, NONE, arguments, NONE, 0, BPF_F_TEST_RUN_ON_CPU, cpu, 0, io));
  }
}
