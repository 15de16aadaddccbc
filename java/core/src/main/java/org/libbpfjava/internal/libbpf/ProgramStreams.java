package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_stream_read;

import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;

/** What programs print: bpf_prog_stream_read(). */
public final class ProgramStreams {
  private ProgramStreams() {}

  /** The streams of a program. */
  public enum Kind {
    /** BPF_STREAM_STDOUT. */
    STDOUT(1),
    /** BPF_STREAM_STDERR. */
    STDERR(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return this == STDOUT ? "stdout" : "stderr";
    }
  }

  /**
   * Takes bytes from a stream.
   *
   * @param fd the program's descriptor, which stays open meanwhile
   * @return how many, 0 for none
   */
  public static int read(int fd, String program, Kind kind, byte[] to) {
    // Safe: the size is the array's own.
    int result = lbj_program_stream_read(fd, kind.number, to, to.length);
    if (result >= 0) {
      return result;
    }
    String what = "read " + kind + " of program '" + program + "'";
    throw result == -Errno.EINVAL && !Feature.PROGRAM_STREAMS.isSupported()
        ? Feature.PROGRAM_STREAMS.refusal(Message.whole(what, Errno.EINVAL))
        : ReturnCode.refusal(-result, what);
  }
}
