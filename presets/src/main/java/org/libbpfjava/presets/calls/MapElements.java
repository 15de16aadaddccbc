package org.libbpfjava.presets.calls;

import java.nio.ByteBuffer;

/**
 * Map elements in direct buffers, without an object or a copy on the way.
 *
 * <p>Bound by hand: JavaCPP's functions read a buffer's position in C, after the caller has checked
 * it, and release heap buffers with an offset at a wrong address. Nothing is checked here. Each
 * buffer must be direct and hold the map's key or value size from the offset on, within its
 * capacity; of a batch, so many times. Results are 0, a negative errno, or {@link #COPY_FIRST}.
 * Those of batches have the same in their upper 32 bits, and in the lower ones how many elements
 * were moved.
 */
public final class MapElements {
  /**
   * Nothing was done: a buffer is a view of an Arena (JDK 22), which may be closed before or while
   * the kernel reads and writes its memory. Copying by the JDK's own accessors is safe, and throws
   * where it is closed.
   */
  public static final int COPY_FIRST = Integer.MAX_VALUE;

  private MapElements() {}

  public static native int lookup(
      int fd, ByteBuffer key, int keyOffset, ByteBuffer value, int valueOffset, long flags);

  public static native int update(
      int fd, ByteBuffer key, int keyOffset, ByteBuffer value, int valueOffset, long flags);

  public static native int delete(int fd, ByteBuffer key, int keyOffset);

  public static native int lookupAndDelete(
      int fd, ByteBuffer key, int keyOffset, ByteBuffer value, int valueOffset, long flags);

  /**
   * Reads an element, at addresses of which {@link DirectBuffers#address} has said that nobody
   * closes their memory, and whose buffers stay reachable meanwhile.
   */
  public static native int lookupAt(int fd, long key, long value, long flags);

  /** Sets an element, at such addresses. */
  public static native int updateAt(int fd, long key, long value, long flags);

  /** Deletes an element, at such an address. */
  public static native int deleteAt(int fd, long key);

  /** Reads an element and deletes it, at such addresses. */
  public static native int lookupAndDeleteAt(int fd, long key, long value, long flags);

  /**
   * Reads many elements.
   *
   * @param tokens where the kernel remembers how far it came: as many bytes as a key at each
   *     offset, at least 4
   * @param inOffset what it wrote the time before, negative for the first time
   */
  public static native long lookupBatch(
      int fd,
      boolean deletes,
      ByteBuffer tokens,
      int inOffset,
      int outOffset,
      ByteBuffer keys,
      int keysOffset,
      ByteBuffer values,
      int valuesOffset,
      int most);

  public static native long updateBatch(
      int fd,
      ByteBuffer keys,
      int keysOffset,
      ByteBuffer values,
      int valuesOffset,
      int number,
      long flags);

  public static native long deleteBatch(int fd, ByteBuffer keys, int keysOffset, int number);
}
