package org.libbpfjava.presets;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Option structs of libbpf, which it refuses unless their own size stands in front. */
public final class OptionStruct {
  private OptionStruct() {}

  /**
   * Writes the size (in bytes) that this binding knows into {@code sz}, the first member of every
   * option struct. The struct must come from its constructor without arguments, which zeroes it.
   *
   * @return {@code options}
   */
  public static <T extends Pointer> T sized(T options) {
    new SizeTPointer(options).put(options.sizeof());
    return options;
  }
}
