package org.libbpfjava;

import java.time.Duration;
import java.util.Arrays;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.TestRunFailure;
import org.libbpfjava.internal.libbpf.TestRuns;

/** Makes the test run of one program; the caller keeps its descriptor open. */
final class TestRunning {
  private final int fd;
  private final String program;
  private final ProgramType type;
  private final TestRun run;

  TestRunning(int fd, String program, ProgramType type, TestRun run) {
    this.fd = fd;
    this.program = program;
    this.type = type;
    this.run = run;
  }

  TestRunResult result() {
    if (type == ProgramType.XDP && run.hasFlagsThatXdpNeverHas()) {
      // Before Linux 5.18 the kernel ignores the flags of a run of XDP.
      check(-Errno.EINVAL, 0);
    }
    return returnsItsContext() ? runSyscall() : runOnCopies();
  }

  /** A syscall program writes the context it is given; the kernel refuses room for another. */
  private boolean returnsItsContext() {
    return run.asksForContextAlone() && type == ProgramType.SYSCALL;
  }

  private TestRunResult runSyscall() {
    byte[] context = run.rawContext().clone();
    int[] returned = new int[1];
    // Safe: the size is the array's own.
    check(TestRuns.runSyscall(fd, context, returned), 0);
    int size = Math.min(run.contextOutSize(), context.length);
    return new TestRunResult(returned[0], new byte[0], Arrays.copyOf(context, size), Duration.ZERO);
  }

  private TestRunResult runOnCopies() {
    byte[] dataOut = new byte[run.dataOutSize()];
    byte[] contextOut = new byte[run.contextOutSize()];
    int[] io = {run.rawData().length, dataOut.length, run.rawContext().length, contextOut.length};
    // Safe: the sizes are the arrays' own.
    int result =
        TestRuns.run(
            fd,
            run.rawData(),
            dataOut,
            run.rawContext(),
            contextOut,
            run.rawRepeat(),
            run.flags(),
            run.cpu(),
            run.batchSize(),
            io);
    check(result, io[0]);
    return new TestRunResult(
        io[2],
        Arrays.copyOf(dataOut, Math.min(io[0], dataOut.length)),
        Arrays.copyOf(contextOut, Math.min(io[1], contextOut.length)),
        Duration.ofNanos(Integer.toUnsignedLong(io[3])));
  }

  private void check(int result, int dataNeeded) {
    if (result < 0) {
      throw TestRunFailure.explain(
          program,
          type == ProgramType.UNKNOWN ? "" : type.libbpfName(),
          -result,
          run.request(dataNeeded));
    }
  }
}
