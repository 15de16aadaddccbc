package org.libbpfjava;

import java.util.List;

/**
 * What the verifier removed from one program, because no path leads to it with the constants set
 * before load.
 *
 * <p>Counts are instruction slots of 8 bytes, as the kernel counts them. What the kernel rewrites
 * for other reasons, a jump that is not needed any more among them, is not called dead. {@link
 * #toString} gives the annotated listing. Immutable.
 *
 * @param program the program's name
 * @param method how it was found
 * @param slots the slots that libbpf gave to the kernel, all functions included
 * @param liveSlots those of them that the verifier visited
 * @param xlatedSlots the slots that the kernel has now: fewer by the dead, more by what it rewrote
 * @param functions the program's functions in their order; empty without function records
 * @param lines the source lines by file and number; empty without line records
 * @param limits why some of this could not be told, in whole sentences; empty if all could
 * @param listing the annotated listing: a removed line begins with {@code -}, all others with a
 *     blank
 */
public record DeadCode(
    String program,
    Method method,
    int slots,
    int liveSlots,
    int xlatedSlots,
    List<Function> functions,
    List<SourceLine> lines,
    List<String> limits,
    List<String> listing) {

  /** Copies the lists. */
  public DeadCode {
    functions = List.copyOf(functions);
    lines = List.copyOf(lines);
    limits = List.copyOf(limits);
    listing = List.copyOf(listing);
  }

  /** How dead code is known. */
  public enum Method {
    /** From the verifier's own log, which names every instruction that it visited. */
    EXACT,
    /** By comparing what libbpf gave to the kernel with what the kernel made of it. */
    INFERRED
  }

  /** What became of some code. */
  public enum Fate {
    /** All of it is live. */
    KEPT,
    /** Some of it is live: a line that was inlined twice, a condition that is known by half. */
    PARTLY,
    /** None of it is live. */
    REMOVED;

    static Fate of(int slots, int liveSlots) {
      if (liveSlots == 0) {
        return REMOVED;
      }
      return liveSlots == slots ? KEPT : PARTLY;
    }
  }

  /**
   * A function.
   *
   * @param name its name
   * @param slots its slots before load
   * @param liveSlots those of them that the verifier visited
   */
  public record Function(String name, int slots, int liveSlots) {

    /** {@return what became of it} */
    public Fate fate() {
      return Fate.of(slots, liveSlots);
    }
  }

  /**
   * A source line, all places together where the compiler put code for it.
   *
   * @param file the file as the compiler was given it
   * @param line its number from 1
   * @param text the line, without the blanks around it
   * @param slots its slots before load
   * @param liveSlots those of them that the verifier visited
   */
  public record SourceLine(String file, int line, String text, int slots, int liveSlots) {

    /** {@return what became of it} */
    public Fate fate() {
      return Fate.of(slots, liveSlots);
    }
  }

  /** {@return the slots that the verifier never visited} */
  public int removedSlots() {
    return slots - liveSlots;
  }

  /** {@return the annotated listing} */
  @Override
  public String toString() {
    return String.join("\n", listing);
  }
}
