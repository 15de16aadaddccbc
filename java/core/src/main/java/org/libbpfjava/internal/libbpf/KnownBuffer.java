package org.libbpfjava.internal.libbpf;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.presets.calls.DirectBuffers;

/**
 * A direct buffer that was used, and where its memory is: that never changes. The native code finds
 * it by fields of the buffer, which takes 10 ns behind a system call; from JDK 19 on 50 ns, since a
 * buffer may be a view of an Arena there, which somebody closes. Such a view is never known.
 *
 * <p>Itself the reference, so that one load brings both.
 */
final class KnownBuffer extends WeakReference<ByteBuffer> {
  static final KnownBuffer NONE = new KnownBuffer(null, 0);

  /** Of its first byte; the buffer must stay reachable while it is used. */
  final long address;

  private KnownBuffer(@Nullable ByteBuffer buffer, long address) {
    super(buffer);
    this.address = address;
  }

  /** {@return what is known of a buffer, nothing where somebody may close it} */
  static KnownBuffer of(ByteBuffer buffer) {
    long address = DirectBuffers.address(buffer);
    return address == 0 ? NONE : new KnownBuffer(buffer, address);
  }
}
