package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_program__autoattach;
import static org.libbpfjava.raw.global.plain.bpf_program__autoload;
import static org.libbpfjava.raw.global.plain.bpf_program__expected_attach_type;
import static org.libbpfjava.raw.global.plain.bpf_program__fd;
import static org.libbpfjava.raw.global.plain.bpf_program__func_info;
import static org.libbpfjava.raw.global.plain.bpf_program__func_info_cnt;
import static org.libbpfjava.raw.global.plain.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.plain.bpf_program__insns;
import static org.libbpfjava.raw.global.plain.bpf_program__line_info;
import static org.libbpfjava.raw.global.plain.bpf_program__line_info_cnt;
import static org.libbpfjava.raw.global.plain.bpf_program__log_level;
import static org.libbpfjava.raw.global.plain.bpf_program__name;
import static org.libbpfjava.raw.global.plain.bpf_program__section_name;
import static org.libbpfjava.raw.global.plain.bpf_program__set_autoattach;
import static org.libbpfjava.raw.global.plain.bpf_program__set_autoload;
import static org.libbpfjava.raw.global.plain.bpf_program__set_log_level;
import static org.libbpfjava.raw.global.plain.bpf_program__type;
import static org.libbpfjava.raw.global.plain.lbj_memory_read;
import static org.libbpfjava.raw.global.plain.lbj_program_attach;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_attach_type_str;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_prog_type_str;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.FunctionRecords;
import org.libbpfjava.internal.code.HeldCode;
import org.libbpfjava.internal.code.LineRecord;
import org.libbpfjava.internal.failure.ReturnCode;

/**
 * A program of an object, and libbpf's calls for it. It lives as long as its object: the caller of
 * each method is inside that.
 */
public final class NativeProgram implements HeldCode {
  private final long handle;
  private final String name; // each costs a call: asked once
  private final String section;

  NativeProgram(long handle) {
    this.handle = handle;
    this.name = Native.string(bpf_program__name(handle));
    this.section = Native.string(bpf_program__section_name(handle));
  }

  /** {@return libbpf's own handle, a {@code struct bpf_program *}} */
  public long handle() {
    return handle;
  }

  /** {@return the C function's name} */
  public String name() {
    return name;
  }

  /** {@return the name of its ELF section} */
  public String section() {
    return section;
  }

  /** {@return its type as libbpf names it} */
  String type() {
    return Native.string(libbpf_bpf_prog_type_str(bpf_program__type(handle)));
  }

  /** {@return its expected attach type as libbpf names it} */
  String attachType() {
    return Native.string(libbpf_bpf_attach_type_str(bpf_program__expected_attach_type(handle)));
  }

  /** {@return the number of its expected attach type} */
  int attachTypeNumber() {
    return bpf_program__expected_attach_type(handle);
  }

  /** {@return the number of its type, which load may still change} */
  public int typeNumber() {
    return bpf_program__type(handle);
  }

  /** {@return its descriptor, once loaded} */
  int fd() {
    return bpf_program__fd(handle);
  }

  /** {@return whether it is loaded with its object} */
  public boolean isAutoload() {
    return bpf_program__autoload(handle);
  }

  /** Says whether it is to be loaded with its object. */
  public void setAutoload(boolean autoload) {
    ReturnCode.check(bpf_program__set_autoload(handle, autoload), "set autoload of program", name);
  }

  /** {@return whether it is attached with its object} */
  public boolean isAutoattach() {
    return bpf_program__autoattach(handle);
  }

  /** Says whether it is to be attached with its object. */
  public void setAutoattach(boolean autoattach) {
    bpf_program__set_autoattach(handle, autoattach);
  }

  /** {@return how much of a log the verifier is asked for} */
  public int logLevel() {
    return bpf_program__log_level(handle);
  }

  /** Asks the verifier for a log. */
  public void setLogLevel(int level) {
    ReturnCode.check(
        bpf_program__set_log_level(handle, level), "set the log level of program", name);
  }

  /** {@return a struct bpf_link *, or -errno} */
  long attach() {
    return lbj_program_attach(handle);
  }

  /** {@return how many slots of 8 bytes its instructions take} */
  int slots() {
    return Math.toIntExact(bpf_program__insn_cnt(handle));
  }

  @Override
  public byte[] code() {
    return bytes(bpf_program__insns(handle), Math.multiplyExact(slots(), ElfCode.SLOT_BYTES));
  }

  @Override
  public Map<Integer, String> functions(Btf btf) {
    Map<Integer, String> names = new LinkedHashMap<>();
    functionIds()
        .forEach(
            (slot, id) ->
                names.put(slot, id > 0 && id < btf.typeCount() ? btf.type(id).name() : ""));
    return names;
  }

  @Override
  public Map<Integer, Integer> functionIds() {
    return FunctionRecords.bySlot(
        ints(
            bpf_program__func_info(handle),
            bpf_program__func_info_cnt(handle),
            FunctionRecords.INTS));
  }

  @Override
  public List<LineRecord> lines() {
    return LineRecord.all(
        ints(bpf_program__line_info(handle), bpf_program__line_info_cnt(handle), LineRecord.INTS));
  }

  private int[] ints(long records, int count, int intsEach) {
    int length = Math.multiplyExact(count, intsEach * Integer.BYTES);
    byte[] bytes = bytes(records, length);
    int[] ints = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asIntBuffer().get(ints);
    return ints;
  }

  /** Copies what libbpf owns and says to be so long. */
  private byte[] bytes(long start, int length) {
    if (start == 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[length];
    ReturnCode.check(lbj_memory_read(start, bytes, length), "read the code of program", name);
    return bytes;
  }
}
