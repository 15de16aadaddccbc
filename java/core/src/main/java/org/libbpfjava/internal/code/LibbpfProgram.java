package org.libbpfjava.internal.code;

import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info;
import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insns;
import static org.libbpfjava.raw.global.libbpf.bpf_program__line_info;
import static org.libbpfjava.raw.global.libbpf.bpf_program__line_info_cnt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.raw.bpf_program;

/**
 * Copies of what libbpf holds of a program: before load its own function as the file has it, after
 * load that and then those that it calls, relocated. The caller is inside the program's object.
 */
public final class LibbpfProgram {
  static final int SLOT_BYTES = 8; // struct bpf_insn

  private LibbpfProgram() {}

  /** {@return the instructions' bytes, none for a program that libbpf has dropped} */
  public static byte[] code(bpf_program program) {
    return bytes(
        bpf_program__insns(program),
        Math.multiplyExact(Math.toIntExact(bpf_program__insn_cnt(program)), SLOT_BYTES));
  }

  /**
   * {@return the names of a loaded program's functions by the slots where they begin, none without
   * BTF}
   */
  public static Map<Integer, String> functions(bpf_program program, Btf btf) {
    Map<Integer, String> names = new LinkedHashMap<>();
    functionIds(program)
        .forEach(
            (slot, id) ->
                names.put(slot, id > 0 && id < btf.typeCount() ? btf.type(id).name() : ""));
    return names;
  }

  /** {@return the BTF ids of a relocated program's functions by the slots where they begin} */
  public static Map<Integer, Integer> functionIds(bpf_program program) {
    return FunctionRecords.bySlot(
        ints(
            bpf_program__func_info(program),
            bpf_program__func_info_cnt(program),
            FunctionRecords.INTS));
  }

  /** {@return the line records of a relocated program} */
  public static List<LineRecord> lines(bpf_program program) {
    return LineRecord.all(
        ints(
            bpf_program__line_info(program), bpf_program__line_info_cnt(program), LineRecord.INTS));
  }

  private static int[] ints(@Nullable Pointer records, int count, int intsEach) {
    int length = Math.multiplyExact(count, intsEach * Integer.BYTES);
    byte[] bytes = bytes(records, length);
    int[] ints = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(ints);
    return ints;
  }

  /** Copies what libbpf owns and says to be so long. */
  private static byte[] bytes(@Nullable Pointer start, int length) {
    if (start == null || start.isNull()) {
      return new byte[0];
    }
    byte[] bytes = new byte[length];
    new BytePointer(start).capacity(length).get(bytes);
    return bytes;
  }
}
