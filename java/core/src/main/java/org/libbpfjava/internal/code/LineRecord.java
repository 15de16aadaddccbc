package org.libbpfjava.internal.code;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A line record as libbpf and the kernel have it: {@code struct bpf_line_info}.
 *
 * @param slot the first instruction of the line's
 * @param file where the file's name stands among the strings of the BTF
 * @param text where the line's text stands there
 * @param lineAndColumn the line's number on top of 10 bits of column
 */
public record LineRecord(int slot, int file, int text, int lineAndColumn) {
  public static final int INTS = 4;
  private static final int COLUMN_BITS = 10;

  public static List<LineRecord> all(int[] ints) {
    return IntStream.range(0, ints.length / INTS)
        .map(i -> i * INTS)
        .mapToObj(at -> new LineRecord(ints[at], ints[at + 1], ints[at + 2], ints[at + 3]))
        .toList();
  }

  /** {@return the line's number from 1; 0 where the compiler made the code up} */
  public int line() {
    return lineAndColumn >>> COLUMN_BITS;
  }

  /** {@return the column from 1} */
  public int column() {
    return lineAndColumn & ((1 << COLUMN_BITS) - 1);
  }
}
