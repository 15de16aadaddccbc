package org.libbpfjava.presets;

import org.jspecify.annotations.Nullable;

/**
 * Opening objects and taking libbpf's messages, on plain arrays.
 *
 * <p>Bound by hand: a JavaCPP Pointer that owns memory reads {@code /proc/self/statm} when it is
 * made, which would be a good part of opening a small object. Nothing is checked here.
 */
public final class ObjectCalls {
  private ObjectCalls() {}

  /**
   * Opens an object.
   *
   * @param elf all of the file
   * @param name a C string, its NUL included
   * @param kconfig likewise, or null
   * @return a {@code struct bpf_object *}, or a negative errno
   */
  public static native long open(byte[] elf, byte[] name, byte @Nullable [] kconfig);

  /**
   * Ends what {@code lbj_log_begin} began on this thread.
   *
   * @param dropped the first element gets the bytes that found no room
   * @return the messages, each after its level as one byte; null where there are none
   */
  public static native byte @Nullable [] takeLog(long[] dropped);
}
