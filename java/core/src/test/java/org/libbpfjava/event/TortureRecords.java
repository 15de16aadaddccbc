package org.libbpfjava.event;

import java.util.Arrays;

/**
 * What the producers of torture.bpf.c write: each record is a function of its producer and number.
 * Checks that the records of each producer come in order, each once, each whole.
 */
final class TortureRecords implements EventHandler {
  static final int PRODUCERS = 8;

  private final long[] next;

  /**
   * Expects records.
   *
   * @param next the number of the first one, for each producer
   */
  TortureRecords(long[] next) {
    this.next = next.clone();
  }

  /** {@return the number that comes next, for each producer} */
  long[] next() {
    return next.clone();
  }

  /** {@return how many came, all before the first call included} */
  long count() {
    return Arrays.stream(next).sum();
  }

  @Override
  public void handle(EventView event) {
    long first = event.getLong(0);
    int producer = (int) (first >>> 56);
    if (producer >= PRODUCERS) {
      throw new AssertionError("torn: no producer " + producer + " in " + text(event));
    }
    long number = first & (1L << 56) - 1;
    if (number != next[producer]) {
      String what = number < next[producer] ? "twice or torn" : "lost";
      throw new AssertionError(
          what
              + ": record "
              + number
              + " of producer "
              + producer
              + " instead of "
              + next[producer]);
    }
    long mixed = mixed(first);
    int size = size(mixed);
    if (event.size() != size) {
      throw new AssertionError("torn: " + event.size() + " bytes instead of " + size);
    }
    long word = first;
    int at = 0;
    for (; at + 8 <= size; at += 8) {
      if (event.getLong(at) != word) {
        throw new AssertionError("torn at " + at + " of record " + number + ": " + text(event));
      }
      word += mixed;
    }
    for (; at < size; at++) { // the rest of a word, its low bytes first on both architectures
      if (event.getByte(at) != (byte) word) {
        throw new AssertionError("torn at " + at + " of record " + number + ": " + text(event));
      }
      word >>>= 8;
    }
    next[producer]++;
  }

  private static long mixed(long first) {
    long mixed = first * 0x9e3779b97f4a7c15L;
    mixed ^= mixed >>> 29;
    mixed *= 0xbf58476d1ce4e5b9L;
    return mixed ^ mixed >>> 32;
  }

  private static int size(long mixed) {
    if ((mixed >>> 48 & 7) == 0) {
      return 24;
    }
    int kind = (int) mixed & 7;
    int mask = kind < 5 ? 63 : kind < 7 ? 511 : 4095;
    return Math.min(8 + (int) (mixed >>> 8 & mask), 4000);
  }

  private static String text(EventView event) {
    byte[] bytes = event.copy();
    return Arrays.toString(Arrays.copyOf(bytes, Math.min(bytes.length, 64)));
  }
}
