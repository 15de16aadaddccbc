package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import org.libbpfjava.internal.failure.ReturnCode;

/**
 * Pages of a ring or perf buffer, shared with the kernel. After {@link #close} the kernel has them
 * no more, and the addresses are valid and read zeros as long as a buffer of them is reachable: a
 * view that somebody kept can do no harm.
 */
public final class SharedPages implements AutoCloseable {
  private final Mapping mapping;
  private final ByteBuffer buffer;

  private SharedPages(Mapping mapping, ByteBuffer buffer) {
    this.mapping = mapping;
    this.buffer = buffer;
  }

  /**
   * Maps pages.
   *
   * @param fd what they belong to; the caller sees to it that it is open
   * @param offset where they begin, a multiple of the page size
   * @param size bytes, a multiple of the page size
   * @param writable whether this process may write them
   * @param subject what they belong to, as messages quote it
   * @return the pages
   */
  public static SharedPages map(int fd, long offset, int size, boolean writable, String subject) {
    Mapping mapping = new Mapping(offset, size, writable);
    ReturnCode.check(Reclaim.retry(() -> mapping.map(fd)), "mmap", subject);
    return new SharedPages(mapping, mapping.lend());
  }

  /** {@return the pages, in the machine's byte order; read-only unless they are writable} */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Gives the kernel its pages back. */
  @Override
  public void close() {
    mapping.drop();
  }
}
