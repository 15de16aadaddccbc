package org.libbpfjava.internal.libbpf;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/**
 * The direct buffers with which a map was called last, if their memory stays while they are
 * reachable. From JDK 19 on one may be a view of an Arena, which somebody closes. The native code
 * tells them apart, by a field of the buffer that takes 40 ns to read; a buffer's answer never
 * changes, so that of the same buffer is not asked for again.
 *
 * <p>Threads that share a map may forget each other's buffers. Each is asked about again then.
 */
final class PermanentBuffers {
  private static final boolean VIEWS_EXIST = Runtime.version().feature() >= 19;
  private static final Reference<ByteBuffer> NONE = new WeakReference<>(null);

  /** Whoever brings new buffers each time does not pay for two references each time. */
  private static final int REMEMBERED_ALWAYS = 16;

  private static final int REMEMBERED_THEN = 1024; // one of so many

  private Reference<ByteBuffer> key = NONE;
  private Reference<ByteBuffer> value = NONE;
  private int learned;

  /** {@return true if both are known; false where the native code is to look} */
  boolean areKnown(ByteBuffer key, ByteBuffer value) {
    return isKnown(key) && this.value.refersTo(value);
  }

  boolean isKnown(ByteBuffer key) {
    return VIEWS_EXIST && this.key.refersTo(key);
  }

  /** The native code has looked at both, and nobody can close them. */
  void learn(ByteBuffer key, ByteBuffer value) {
    if (!VIEWS_EXIST) {
      return; // called each time then
    }
    if (learned < REMEMBERED_ALWAYS || learned % REMEMBERED_THEN == 0) {
      this.key = new WeakReference<>(key);
      this.value = new WeakReference<>(value);
    }
    learned = (learned + 1) & Integer.MAX_VALUE;
  }
}
