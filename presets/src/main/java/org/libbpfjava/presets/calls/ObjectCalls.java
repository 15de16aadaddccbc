package org.libbpfjava.presets.calls;

import org.jspecify.annotations.Nullable;

/**
 * Opening objects, the initial bytes of their sections, and libbpf's messages, on plain arrays.
 *
 * <p>Bound by hand: a JavaCPP Pointer that owns memory reads {@code /proc/self/statm} when it is
 * made, which would be a good part of opening a small object; and its functions copy a whole array
 * on the way. Pointers are not checked here.
 */
public final class ObjectCalls {
  private ObjectCalls() {}

  /**
   * Opens an object.
   *
   * @param elf all of the file
   * @param name a C string, its NUL included
   * @param kconfig likewise, or null
   * @param pinRoot likewise: the folder of maps that are pinned by their names, or null
   * @param kernelBtf likewise: the file of types that CO-RE accesses are fitted to, or null
   * @param tokenPath likewise: the BPF file system that gives a token; null for libbpf's own
   *     choice, an empty one for none
   * @return a {@code struct bpf_object *}, or a negative errno
   * @throws OutOfMemoryError if there is no native memory for copies of the arrays
   */
  public static native long open(
      byte[] elf,
      byte[] name,
      byte @Nullable [] kconfig,
      byte @Nullable [] pinRoot,
      byte @Nullable [] kernelBtf,
      byte @Nullable [] tokenPath);

  /**
   * Copies initial bytes of a section into an array, without a copy in between.
   *
   * @param map a {@code struct bpf_map *}
   * @return 0, or a negative errno: ENOENT where there is no image, ERANGE past its end
   * @throws ArrayIndexOutOfBoundsException past the array's end
   */
  public static native int readSection(long map, long offset, byte[] to, int at, int length);

  /**
   * Replaces initial bytes of a section, without a copy in between.
   *
   * @param map a {@code struct bpf_map *} of an object that was never given to load
   * @return 0, or a negative errno: EBUSY once the map exists, EINVAL for {@code .kconfig}
   * @throws ArrayIndexOutOfBoundsException past the array's end
   */
  public static native int writeSection(long map, long offset, byte[] from, int at, int length);

  /**
   * Ends what {@code lbj_log_begin} began on this thread.
   *
   * @param dropped the first element gets the bytes that found no room
   * @return the messages, each after its level as one byte; null where there are none
   */
  public static native byte @Nullable [] takeLog(long[] dropped);
}
