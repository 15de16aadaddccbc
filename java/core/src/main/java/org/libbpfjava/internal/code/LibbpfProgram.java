package org.libbpfjava.internal.code;

import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info;
import static org.libbpfjava.raw.global.libbpf.bpf_program__func_info_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
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
  private static final int INSTRUCTION_SIZE = 8;
  private static final int FUNC_INFO_SIZE = 8; // u32 insn_off | u32 type_id: struct bpf_func_info

  private LibbpfProgram() {}

  /** {@return the instructions' bytes, none for a program that libbpf has dropped} */
  public static byte[] code(bpf_program program) {
    return bytes(
        bpf_program__insns(program),
        Math.multiplyExact(Math.toIntExact(bpf_program__insn_cnt(program)), INSTRUCTION_SIZE));
  }

  /**
   * {@return the names of a loaded program's functions by the slots where they begin, none without
   * BTF}
   */
  public static Map<Integer, String> functions(bpf_program program, Btf btf) {
    byte[] records =
        bytes(
            bpf_program__func_info(program),
            Math.multiplyExact(bpf_program__func_info_cnt(program), FUNC_INFO_SIZE));
    ByteBuffer table = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
    Map<Integer, String> functions = new LinkedHashMap<>();
    while (table.hasRemaining()) {
      int slot = table.getInt();
      functions.put(slot, btf.type(table.getInt()).name());
    }
    return functions;
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
