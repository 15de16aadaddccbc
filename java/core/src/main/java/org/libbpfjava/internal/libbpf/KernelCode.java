package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_info;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.FunctionRecords;
import org.libbpfjava.internal.code.KernelProgram;
import org.libbpfjava.internal.code.LineRecord;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;

/** Reads the code of a loaded program, as far as the kernel shows it: bpf_prog_get_info_by_fd(). */
public final class KernelCode {
  private KernelCode() {}

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
      ReturnCode.check(
          lbj_program_info(fd, numbers, xlated, functions, lines),
          "read the instructions of program",
          name);
      return new Sizes(numbers[0], numbers[1], numbers[2], numbers[3], numbers[5] != 0);
    }
  }

  /**
   * Asks the kernel for the whole program.
   *
   * @param fd the program's descriptor, which stays open meanwhile
   * @param name its name, for messages
   * @return what the kernel tells
   * @throws BpfPermissionException if the process lacks the privilege
   * @throws BpfException if the kernel hides the instructions for another reason
   */
  public static KernelProgram read(int fd, String name) {
    KernelProgram program = readWhatIsShown(fd, name);
    if (program.instructions().isEmpty()) {
      throw hidden(name);
    }
    return program;
  }

  /**
   * Asks the kernel.
   *
   * @param fd the program's descriptor, which stays open meanwhile
   * @param name its name, for messages
   * @return what the kernel tells, without instructions where it hides them
   */
  public static KernelProgram readWhatIsShown(int fd, String name) {
    Sizes sizes;
    try {
      sizes = Sizes.read(fd, name, new int[3], null, null, null);
    } catch (BpfPermissionException e) {
      // kernel.unprivileged_bpf_disabled refuses every call of bpf(2) before Linux 5.19,
      // c8644cd0efe7 ("bpf: refine kernel.unprivileged_bpf_disabled behaviour").
      return new KernelProgram(List.of(), 0, Map.of(), List.of(), 0);
    }
    byte[] xlated = new byte[sizes.xlated];
    int[] functions = new int[Math.multiplyExact(sizes.functions, 2)];
    int[] lines = new int[Math.multiplyExact(sizes.lines, 4)];
    int[] room = {xlated.length, sizes.functions, sizes.lines};
    Sizes copied = Sizes.read(fd, name, room, xlated, functions, lines);
    boolean isHidden = copied.hidden || copied.xlated != sizes.xlated;
    return new KernelProgram(
        isHidden ? List.of() : InstructionCodec.decode(xlated),
        sizes.xlated / ElfCode.SLOT_BYTES,
        FunctionRecords.bySlot(functions),
        LineRecord.all(lines),
        sizes.jited);
  }

  /** kernel/bpf/syscall.c, bpf_prog_get_info_by_fd(): neither refusal has an errno. */
  private static BpfException hidden(String name) {
    String what = "read the instructions of program '" + name + "': the kernel hides them";
    String missing = ReturnCode.missingCapability();
    return missing.isEmpty()
        ? new BpfException(
            Message.of(
                what
                    + ", because net.core.bpf_jit_harden had its constants blinded and"
                    + " kernel.kptr_restrict does not let this process see through that"))
        : new BpfPermissionException(Message.whole(what + ", " + missing, Errno.EPERM));
  }
}
