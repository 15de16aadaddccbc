package org.libbpfjava.presets.calls;

import java.nio.ByteBuffer;

/** Buffers over memory that is not the JVM's. */
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
}
