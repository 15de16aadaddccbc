package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.internal.libbpf.LineBuffer;
import org.libbpfjava.internal.libbpf.ProgramStreams;

/**
 * What a program prints: by bpf_stream_printk, and on its standard error also what the kernel has
 * to say of it, such as a loop that ran too long or a lock that would never be free.
 *
 * <p>The kernel keeps about 100,000 bytes that nobody has read, and refuses more to the program.
 * Who reads takes: two readers of one program share its lines. Safe on any thread.
 *
 * @see BpfProgram#stdout
 * @libbpf bpf_prog_stream_read
 */
public final class ProgramOutput {
  private static final int PIECE_BYTES = 4096;

  private final BpfProgram program;
  private final ProgramStreams.Kind kind;
  private final LineBuffer buffer = new LineBuffer(); // guarded by itself

  ProgramOutput(BpfProgram program, ProgramStreams.Kind kind) {
    this.program = program;
    this.kind = kind;
  }

  /**
   * Takes the lines that are there now, whole ones alone. What stands after the last of them is
   * kept here until its end comes.
   *
   * @return the lines, without their ends; empty if there are none now
   * @throws BpfNotSupportedException if this kernel is older than Linux 6.17
   * @throws BpfException if the kernel refuses
   * @throws IllegalStateException if the program's owner is closed
   * @kernel 6.17, 5ab154f1463a ("bpf: Introduce BPF standard streams")
   * @libbpf bpf_prog_stream_read
   */
  public Stream<String> lines() {
    List<String> lines = new ArrayList<>();
    byte[] piece = new byte[PIECE_BYTES];
    synchronized (buffer) {
      for (int length = read(piece); length > 0; length = read(piece)) {
        buffer.add(piece, length);
        for (String line = buffer.next(); line != null; line = buffer.next()) {
          lines.add(line);
        }
      }
    }
    return lines.stream();
  }

  private int read(byte[] piece) {
    return program.withFd(fd -> ProgramStreams.read(fd, program.name(), kind, piece));
  }

  /** {@return what {@link #lines} has read after the last whole line; empty for nothing} */
  public String rest() {
    synchronized (buffer) {
      return buffer.rest();
    }
  }

  @Override
  public String toString() {
    return kind + " of " + program;
  }
}
