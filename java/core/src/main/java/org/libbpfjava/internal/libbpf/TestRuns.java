package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_run_syscall;
import static org.libbpfjava.raw.global.plain.lbj_program_test_run;

/** The kernel's test runs of programs: bpf_prog_test_run_opts(). */
public final class TestRuns {
  private TestRuns() {}

  /**
   * Runs a program on copies of what it is given.
   *
   * @param flags BPF_F_TEST_*
   * @param io four numbers: bytes of data and of room for it, bytes of context and of room for it;
   *     afterwards bytes of data and context that came back, the program's result, nanoseconds
   * @return 0 or -errno
   */
  public static int run(
      int fd,
      byte[] data,
      byte[] dataOut,
      byte[] context,
      byte[] contextOut,
      int repeat,
      int flags,
      int cpu,
      int batchSize,
      int[] io) {
    // Safe: the sizes are the arrays' own.
    return lbj_program_test_run(
        fd, data, dataOut, context, contextOut, repeat, flags, cpu, batchSize, io);
  }

  /**
   * Runs a syscall program, which writes to its context itself.
   *
   * @param returned room for the program's result
   * @return 0 or -errno
   */
  public static int runSyscall(int fd, byte[] context, int[] returned) {
    return lbj_program_run_syscall(fd, context, context.length, returned);
  }
}
