package org.libbpfjava.internal.verifier;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.internal.code.LineRecord;

/**
 * A program as libbpf gave it, or will give it, to the kernel.
 *
 * @param name the program's name
 * @param objectSlots the slots of its own function in the object file
 * @param instructions the program
 * @param functions the BTF ids of its functions by the slots where they begin
 * @param lines its line records
 * @param names what its instructions refer to
 */
public record RelocatedProgram(
    String name,
    int objectSlots,
    List<Instruction> instructions,
    Map<Integer, Integer> functions,
    List<LineRecord> lines,
    Symbolizer names) {

  /** The slots where instructions begin: all but the second ones of ldimm64. */
  static BitSet starts(List<Instruction> instructions) {
    BitSet starts = new BitSet();
    int slot = 0;
    for (Instruction instruction : instructions) {
      starts.set(slot);
      slot += instruction.slots();
    }
    return starts;
  }
}
