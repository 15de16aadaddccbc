package org.libbpfjava.internal.code;

import static org.libbpfjava.raw.global.libbpf.lbj_program_info;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.BpfException;
import org.libbpfjava.BpfPermissionException;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.Capability;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.Native;

/**
 * A program as the kernel has it: rewritten, its functions in their present places.
 *
 * @param instructions the xlated instructions
 * @param functions BTF ids of its functions by the slots where they begin, in order; empty for a
 *     program without BTF
 * @param lines its line records: slot, offset of the file's name, offset of the text, line and
 *     column as the kernel packs them
 * @param jitedBytes bytes of machine code, 0 without a JIT
 */
public record KernelProgram(
    List<Instruction> instructions,
    Map<Integer, Integer> functions,
    List<Line> lines,
    int jitedBytes) {

  /** A line record, {@code struct bpf_line_info}. */
  public record Line(int slot, int file, int text, int lineAndColumn) {}

  /** What lbj_program_info() answers in {@code numbers}. */
  private record Sizes(int xlated, int functions, int lines, int jited, boolean hidden) {
    static Sizes read(
        int fd,
        String name,
        int[] room,
        byte @Nullable [] xlated,
        int @Nullable [] functions,
        int @Nullable [] lines) {
      int[] numbers = {room[0], room[1], room[2], 0, 0, 0};
      // Safe: the arrays have the room that the numbers tell, and the shim knows their records.
      Native.check(
          lbj_program_info(fd, numbers, xlated, functions, lines),
          "read the instructions of program",
          name);
      return new Sizes(numbers[0], numbers[1], numbers[2], numbers[3], numbers[5] != 0);
    }
  }

  /**
   * Asks the kernel.
   *
   * @param fd the program's descriptor, which stays open meanwhile
   * @param name its name, for messages
   * @return what the kernel tells
   * @throws BpfPermissionException if the process lacks the privilege
   * @throws BpfException if the kernel hides the instructions for another reason
   */
  public static KernelProgram read(int fd, String name) {
    Sizes sizes = Sizes.read(fd, name, new int[3], null, null, null);
    if (sizes.xlated == 0) {
      throw hidden(name);
    }
    byte[] xlated = new byte[sizes.xlated];
    int[] functions = new int[Math.multiplyExact(sizes.functions, 2)];
    int[] lines = new int[Math.multiplyExact(sizes.lines, 4)];
    int[] room = {xlated.length, sizes.functions, sizes.lines};
    Sizes copied = Sizes.read(fd, name, room, xlated, functions, lines);
    if (copied.hidden || copied.xlated != sizes.xlated) {
      throw hidden(name);
    }
    Map<Integer, Integer> bySlot = new LinkedHashMap<>();
    for (int i = 0; i + 1 < functions.length; i += 2) {
      bySlot.put(functions[i], functions[i + 1]);
    }
    Line[] records = new Line[sizes.lines];
    for (int i = 0; i < records.length; i++) {
      int at = 4 * i;
      records[i] = new Line(lines[at], lines[at + 1], lines[at + 2], lines[at + 3]);
    }
    return new KernelProgram(
        InstructionCodec.decode(xlated), bySlot, List.of(records), sizes.jited);
  }

  /** kernel/bpf/syscall.c, bpf_prog_get_info_by_fd(): neither refusal has an errno. */
  private static BpfException hidden(String name) {
    String what = "read the instructions of program '" + name + "': the kernel hides them";
    String missing = Capability.missingForBpf();
    return missing.isEmpty()
        ? new BpfException(
            what
                + ", because net.core.bpf_jit_harden had its constants blinded and"
                + " kernel.kptr_restrict does not let this process see through that")
        : new BpfPermissionException(what + ", the process lacks " + missing, Errno.EPERM);
  }
}
