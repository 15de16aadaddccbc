package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_iter_create;
import static org.libbpfjava.raw.global.plain.lbj_read;

import java.io.InputStream;
import java.util.Objects;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.IteratorFailure;
import org.libbpfjava.internal.lifetime.NativeResource;

/** What an iterator writes, from its first element to its last. Close is safe on any thread. */
public final class IteratorInput extends InputStream {
  /** As much as the kernel gives at once: kernel/bpf/bpf_iter.c, prepare_seq_file(). */
  private static final int BUFFER_BYTES = 32 << 10;

  /**
   * How often in a row the kernel may ask to be called again: it does after a million elements
   * without output, and where the program returns 1.
   */
  private static final int TRIES = 1000;

  private final String subject;
  private final NativeResource resource;
  private final int[] place;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  private IteratorInput(String subject, NativeResource resource, int[] place) {
    this.subject = subject;
    this.resource = resource;
    this.place = place;
  }

  /**
   * Begins to read a link.
   *
   * @param link of an iterator
   * @throws IllegalArgumentException if it is none
   * @throws BpfException if the kernel refuses
   */
  public static IteratorInput open(BpfLink link) {
    String subject = "iterator of program '" + link.program() + "'";
    Descriptors descriptors = new Descriptors();
    int[] place = descriptors.reserve();
    NativeResource resource = new NativeResource(subject, descriptors::close);
    try {
      // Safe: the link is lent, so that nobody closes it.
      link.withFd(fd -> Reclaim.retry(() -> place[0] = bpf_iter_create(fd)));
      if (place[0] < 0) {
        throw IteratorFailure.cannotOpen(link.toString(), -place[0]);
      }
      return new IteratorInput(subject, resource, place);
    } catch (Throwable e) {
      resource.close();
      throw e;
    }
  }

  /** {@return what messages call it} */
  public String subject() {
    return subject;
  }

  /** {@return whether it has not been closed} */
  public boolean isOpen() {
    return !resource.isClosed();
  }

  @Override
  public int read() {
    return fill() ? Byte.toUnsignedInt(buffer[position++]) : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int copied = Math.min(length, limit - position);
    System.arraycopy(buffer, position, to, offset, copied);
    position += copied;
    return copied;
  }

  @Override
  public int available() {
    resource.check();
    return limit - position;
  }

  /** Reads on where everything has been handed out; false at the end. */
  private boolean fill() {
    resource.enter();
    try {
      if (position < limit) {
        return true;
      }
      long result = -Errno.EAGAIN;
      for (int tries = 0; tries < TRIES && isToRepeat(result); tries++) {
        // Safe: the size is the array's own; whoever is inside keeps the descriptor open.
        result = lbj_read(place[0], buffer, buffer.length);
      }
      if (result < 0) {
        throw IteratorFailure.cannotRead(subject, (int) -result, TRIES);
      }
      position = 0;
      limit = (int) result;
      return limit > 0;
    } finally {
      resource.exit();
    }
  }

  private static boolean isToRepeat(long result) {
    return result == -Errno.EAGAIN || result == -Errno.EINTR;
  }

  @Override
  public void close() {
    resource.close();
  }
}
