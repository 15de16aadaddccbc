package org.libbpfjava.insn;

import java.util.List;
import java.util.Objects;

/**
 * A program's instructions, with names for the variables, maps, helpers and functions that they
 * use.
 *
 * <pre>{@code
 * 0: r1 = &cfg.limits[3].max  // .rodata+56, BPF_PSEUDO_MAP_VALUE
 * 2: w0 = *(u32 *)(r1 + 0x0)
 * 3: call bpf_ktime_get_ns
 * 4: exit
 * }</pre>
 *
 * <p>Immutable. It stays readable after the program is gone.
 */
public final class Disassembly {
  private final List<Instruction> instructions;
  private final Symbolizer symbolizer;

  /**
   * Joins instructions and names.
   *
   * @param instructions the instructions from slot 0 on
   * @param symbolizer gives the names
   */
  public Disassembly(List<Instruction> instructions, Symbolizer symbolizer) {
    this.instructions = List.copyOf(Objects.requireNonNull(instructions, "instructions"));
    this.symbolizer = Objects.requireNonNull(symbolizer, "symbolizer");
  }

  /** {@return the instructions from slot 0 on, unmodifiable} */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** {@return the names, to be used with a {@link Disassembler}} */
  public Symbolizer symbolizer() {
    return symbolizer;
  }

  /** {@return a line for each instruction behind its slot, in LLVM's notation with names} */
  public List<String> lines() {
    return lines(Disassembler.llvmStyle());
  }

  /**
   * Writes it in a notation.
   *
   * @param style the notation; names are added to it
   * @return a line for each instruction behind its slot
   */
  public List<String> lines(Disassembler style) {
    return Objects.requireNonNull(style, "style").with(symbolizer).lines(instructions);
  }

  /** {@return all lines, for people to read} */
  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
