package org.libbpfjava.presets.calls;

import java.nio.ByteBuffer;

/** Direct buffers, and where their memory is. */
public final class DirectBuffers {
  private DirectBuffers() {}

  /**
   * A direct buffer over memory that the caller keeps as long as the buffer, or any view of it, can
   * be reached. Bound by hand: JNI's NewDirectByteBuffer, without JavaCPP's Pointer.
   *
   * @param address where the memory starts
   * @param size its bytes
   * @return the buffer, in big-endian order as all new ones
   */
  public static native ByteBuffer of(long address, int size);

  /**
   * Where a direct buffer's memory starts, if that stays as long as the buffer is reachable.
   *
   * @return the address of the buffer's first byte; 0 for a view of an Arena (JDK 22), which
   *     somebody may close
   */
  public static native long address(ByteBuffer buffer);
}
