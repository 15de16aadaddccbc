package org.libbpfjava.insn;

import java.util.Objects;
import java.util.Optional;

/**
 * Names what instructions refer to by number: the variables and maps of {@code ldimm64}, the
 * helpers and functions of calls.
 *
 * <p>A disassembler calls it once for every {@link Instruction.LdImm64} and {@link
 * Instruction.Call}, on its caller's thread. {@link Instruction.LdMap} shows the name of its map.
 */
@FunctionalInterface
public interface Symbolizer {

  /**
   * A name, and a comment for the reader.
   *
   * @param name stands in the number's place: {@code &cfg.limits[3].max}, {@code bpf_ktime_get_ns}
   * @param comment stands behind the instruction: {@code .rodata+56, BPF_PSEUDO_MAP_VALUE}; may be
   *     empty
   */
  record Symbol(String name, String comment) {
    /** Refuses null by NullPointerException. */
    public Symbol {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(comment, "comment");
    }

    /**
     * A name without a comment.
     *
     * @param name stands in the number's place
     */
    public Symbol(String name) {
      this(name, "");
    }
  }

  /**
   * Names what an instruction refers to.
   *
   * @param slot where the instruction stands
   * @param instruction an {@link Instruction.LdImm64} or a {@link Instruction.Call}
   * @return the name, or empty where there is none
   */
  Optional<Symbol> symbol(int slot, Instruction instruction);
}
