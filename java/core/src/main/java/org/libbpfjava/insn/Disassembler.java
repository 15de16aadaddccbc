package org.libbpfjava.insn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Symbolizer.Symbol;

/**
 * Writes instructions as text, one line each.
 *
 * <p>The kernel's style is that of {@code bpftool prog dump xlated} and of verifier logs. LLVM's
 * style is that of {@code llvm-objdump -d --mattr=+alu32}, without labels:
 *
 * <pre>{@code
 * (18) r1 = map[id:27][0]+56            kernelStyle()
 * (61) r0 = *(u32 *)(r1 +8)
 * (85) call bpf_ktime_get_ns#5
 * (15) if r0 == 0x7 goto pc+2
 *
 * r1 = &cfg.limits[3].max  // .rodata+56, BPF_PSEUDO_MAP_VALUE
 * w0 = *(u32 *)(r1 + 0x8)               llvmStyle().with(symbolizer)
 * call bpf_ktime_get_ns
 * if r0 == 0x7 goto +0x2
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Disassembler {
  private static final Symbolizer NO_NAMES = (slot, instruction) -> Optional.empty();

  private final Notation notation;
  private final Symbolizer symbolizer;

  private Disassembler(Notation notation, Symbolizer symbolizer) {
    this.notation = notation;
    this.symbolizer = symbolizer;
  }

  /**
   * {@return the kernel's notation: opcode in parentheses, offsets and numbers mostly decimal} A
   * helper that has no known name is {@code unknown}, as in the kernel. Maps show as {@code
   * map[id:…]} before load too; the number is a file descriptor then.
   */
  public static Disassembler kernelStyle() {
    return new Disassembler(new KernelNotation(), NO_NAMES);
  }

  /** {@return LLVM's notation: no opcode, hexadecimal numbers, {@code w} registers for 32 bits} */
  public static Disassembler llvmStyle() {
    return new Disassembler(new LlvmNotation(), NO_NAMES);
  }

  /**
   * Adds names to the notation.
   *
   * @param symbolizer gives the names
   * @return a new disassembler
   */
  public Disassembler with(Symbolizer symbolizer) {
    return new Disassembler(notation, Objects.requireNonNull(symbolizer, "symbolizer"));
  }

  /**
   * Writes one instruction.
   *
   * @param slot where it stands, for the symbolizer
   * @param instruction the instruction
   * @return one line without its end
   */
  public String text(int slot, Instruction instruction) {
    Objects.requireNonNull(instruction, "instruction");
    Optional<Symbol> symbol =
        instruction instanceof LdImm64 || instruction instanceof Call
            ? symbolizer.symbol(slot, instruction)
            : Optional.empty();
    String text = notation.text(instruction, symbol.map(Symbol::name).orElse(""));
    String comment = symbol.map(Symbol::comment).orElse("");
    return comment.isEmpty() ? text : text + "  // " + comment;
  }

  /**
   * Writes a program, each instruction behind its slot: {@code " 3: (61) r1 = *(u32 *)(r1 +0)"}.
   *
   * @param instructions the instructions from slot 0 on
   * @return a line for each instruction
   */
  public List<String> lines(List<? extends Instruction> instructions) {
    Objects.requireNonNull(instructions, "instructions");
    List<String> lines = new ArrayList<>(instructions.size());
    int slot = 0;
    for (Instruction instruction : instructions) {
      lines.add(String.format("% 4d: %s", slot, text(slot, instruction)));
      slot += instruction.slots();
    }
    return lines;
  }
}
