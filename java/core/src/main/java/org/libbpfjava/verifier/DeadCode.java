package org.libbpfjava.verifier;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the verifier removed from one program, because no path leads to it with the constants that
 * were set before load.
 *
 * <p>Counts are instruction slots of 8 bytes, as the kernel counts them. The kernel also rewrites
 * code for other reasons; for example it drops a jump that is not needed any more. That is not
 * called dead. {@link #toString} gives the annotated listing. Immutable.
 */
public interface DeadCode {
  /** How dead code is known. */
  enum Method {
    /** From the verifier's log, which names every instruction that it visited. */
    EXACT,
    /**
     * From a comparison of the program that libbpf gave to the kernel with the one that the kernel
     * keeps.
     */
    INFERRED,
    /**
     * From the log of a verifier that refused the program. What it visited is live. What it had not
     * reached may be live or dead.
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
    /** Some of it is live. The line was inlined twice, or half of its condition is known. */
    PARTLY,
    /** None of it is live. */
    REMOVED,
    /** Nobody can tell: the verifier refused the program before, or the kernel hides it. */
    UNKNOWN
  }

  /**
   * A program's slots at each stage.
   *
   * @param object in the object file: the program's own function, without those that it calls
   * @param relocated as libbpf gave it to the kernel, with all functions that it calls
   * @param xlated as the kernel keeps it, without dead code and with what the kernel added; empty
   *     if the program is not loaded or the kernel does not tell
   * @param jitedBytes bytes of machine code; empty if the program is not loaded, the kernel does
   *     not tell, or there is no JIT compiler
   */
  record Sizes(int object, int relocated, OptionalInt xlated, OptionalInt jitedBytes) {

    /** Refuses null by NullPointerException. */
    public Sizes {
      Objects.requireNonNull(xlated, "xlated");
      Objects.requireNonNull(jitedBytes, "jitedBytes");
    }
  }

  /**
   * A function of the program.
   *
   * @param name its name
   * @param fate what became of it
   * @param slots its slots before load
   * @param liveSlots those of its slots that the verifier visited
   * @param xlatedSlots the slots that the kernel keeps of it; empty if the kernel does not tell
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
   * A source line, with all code that the compiler made of it.
   *
   * @param file the file, as it was given to the compiler
   * @param line its number, from 1
   * @param text the line, without the blanks around it
   * @param fate what became of it
   * @param slots its slots before load
   * @param liveSlots those of its slots that the verifier visited
   * @param xlatedSlots the slots that the kernel keeps of it; empty if the kernel does not tell
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
   * @param slot the last instruction that it visited; empty if it visited none
   * @param line the source line of that instruction, as in {@link DeadCode#lines}
   * @param reason the verifier's reason, in one line
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

  /** {@return how the dead code was found} */
  Method method();

  /** {@return how large the program is at each stage} */
  Sizes sizes();

  /** {@return how many of the relocated slots the verifier visited} */
  int liveSlots();

  /**
   * {@return the program's functions in their order; empty if the program has no function records}
   */
  List<Function> functions();

  /** {@return the source lines by file and number; empty if the program has no line records} */
  List<SourceLine> lines();

  /** {@return where the verifier refused the program; empty for one that is loaded} */
  Optional<Refusal> refusal();

  /** {@return why some of this is not known, in whole sentences; empty if all is known} */
  List<String> limits();

  /**
   * {@return the annotated listing} A removed line begins with {@code -}, a line of which nothing
   * is known with {@code ?}, a refused line with {@code !}, and all others with a blank.
   */
  List<String> listing();

  /** {@return how many slots are known to be dead} */
  int removedSlots();

  /** {@return the annotated listing} */
  @Override
  String toString();
}
