package org.libbpfjava.verifier;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the verifier removed from one program, because no path leads to it with the constants set
 * before load.
 *
 * <p>Counts are instruction slots of 8 bytes, as the kernel counts them. What the kernel rewrites
 * for other reasons, a jump that is not needed any more among them, is not called dead. {@link
 * #toString} gives the annotated listing. Immutable.
 */
public interface DeadCode {
  /** How dead code is known. */
  enum Method {
    /** From the verifier's own log, which names every instruction that it visited. */
    EXACT,
    /** By comparing what libbpf gave to the kernel with what the kernel made of it. */
    INFERRED,
    /**
     * From the log of a verifier that refused the program: what it visited is live, what it had not
     * come to yet may be either.
     */
    REFUSED,
    /** Not at all; {@link DeadCode#limits} says why. */
    UNKNOWN;

    /** {@return whether it tells which code is dead} */
    public boolean knowsDead() {
      return this == EXACT || this == INFERRED;
    }
  }

  /** What became of some code. */
  enum Fate {
    /** All of it is live. */
    KEPT,
    /** Some of it is live: a line that was inlined twice, a condition that is known by half. */
    PARTLY,
    /** None of it is live. */
    REMOVED,
    /** Nobody can tell: the verifier refused the program before, or the kernel hides it. */
    UNKNOWN
  }

  /**
   * A program's slots on its way into the kernel.
   *
   * @param object in the object file: the program's own function, without those that it calls
   * @param relocated as libbpf gave it to the kernel, with all functions that it calls
   * @param xlated as the kernel keeps it, fewer by the dead, more by what it rewrote; empty where
   *     the program is not loaded or the kernel does not tell
   * @param jitedBytes bytes of machine code; empty likewise, and where there is no JIT compiler
   */
  record Sizes(int object, int relocated, OptionalInt xlated, OptionalInt jitedBytes) {

    /** Refuses null by NullPointerException. */
    public Sizes {
      Objects.requireNonNull(xlated, "xlated");
      Objects.requireNonNull(jitedBytes, "jitedBytes");
    }
  }

  /**
   * A function.
   *
   * @param name its name
   * @param fate what became of it
   * @param slots its slots before load
   * @param liveSlots those of them that the verifier visited
   * @param xlatedSlots the slots that the kernel has for it now; empty where it does not tell
   */
  record Function(String name, Fate fate, int slots, int liveSlots, OptionalInt xlatedSlots) {

    /** Refuses null by NullPointerException. */
    public Function {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(fate, "fate");
      Objects.requireNonNull(xlatedSlots, "xlatedSlots");
    }
  }

  /**
   * A source line, all places together where the compiler put code for it.
   *
   * @param file the file as the compiler was given it
   * @param line its number from 1
   * @param text the line, without the blanks around it
   * @param fate what became of it
   * @param slots its slots before load
   * @param liveSlots those of them that the verifier visited
   * @param xlatedSlots the slots that the kernel has for it now; empty where it does not tell
   */
  record SourceLine(
      String file,
      int line,
      String text,
      Fate fate,
      int slots,
      int liveSlots,
      OptionalInt xlatedSlots) {

    /** Refuses null by NullPointerException. */
    public SourceLine {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(fate, "fate");
      Objects.requireNonNull(xlatedSlots, "xlatedSlots");
    }
  }

  /**
   * Where the verifier refused the program.
   *
   * @param slot the last instruction that it visited; empty if it came to none
   * @param line the source line of that instruction, as in {@link DeadCode#lines}
   * @param reason the verifier's reason in one line
   */
  record Refusal(OptionalInt slot, Optional<SourceLine> line, String reason) {

    /** Refuses null by NullPointerException. */
    public Refusal {
      Objects.requireNonNull(slot, "slot");
      Objects.requireNonNull(line, "line");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** {@return the program's name} */
  String program();

  /** {@return how it was found} */
  Method method();

  /** {@return how large the program is at each stage} */
  Sizes sizes();

  /** {@return of the relocated slots those that the verifier visited} */
  int liveSlots();

  /** {@return the program's functions in their order; empty without function records} */
  List<Function> functions();

  /** {@return the source lines by file and number; empty without line records} */
  List<SourceLine> lines();

  /** {@return where the verifier refused the program; empty for one that is loaded} */
  Optional<Refusal> refusal();

  /** {@return why some of this could not be told, in whole sentences; empty if all could} */
  List<String> limits();

  /**
   * {@return the annotated listing: a removed line begins with {@code -}, one that nobody can tell
   * of with {@code ?}, a refused one with {@code !}, all others with a blank}
   */
  List<String> listing();

  /** {@return the slots known to be dead} */
  int removedSlots();

  /** {@return the annotated listing} */
  @Override
  String toString();
}
