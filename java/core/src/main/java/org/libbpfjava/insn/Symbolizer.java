package org.libbpfjava.insn;

import java.util.Optional;

/**
 * Puts names where instructions have numbers: variables and maps into {@code ldimm64}, helpers and
 * functions into calls.
 *
 * <p>Called once for every {@link Instruction.LdImm64} and {@link Instruction.Call}, on the thread
 * that disassembles.
 */
@FunctionalInterface
public interface Symbolizer {

  /** A symbolizer without names: instructions show their numbers. */
  Symbolizer NONE = (slot, instruction) -> Optional.empty();

  /**
   * A name, and what else a reader may want to know.
   *
   * @param name stands in the number's place: {@code &cfg.limits[3].max}, {@code bpf_ktime_get_ns}
   * @param comment stands behind the instruction: {@code .rodata+56, BPF_PSEUDO_MAP_VALUE}; may be
   *     empty
   */
  record Symbol(String name, String comment) {

    /**
     * A name that says everything.
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
