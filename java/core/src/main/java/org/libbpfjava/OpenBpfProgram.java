package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_program__autoattach;
import static org.libbpfjava.raw.global.libbpf.bpf_program__autoload;
import static org.libbpfjava.raw.global.libbpf.bpf_program__set_autoattach;
import static org.libbpfjava.raw.global.libbpf.bpf_program__set_autoload;

import java.util.List;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.Native;
import org.libbpfjava.internal.code.LibbpfProgram;
import org.libbpfjava.raw.bpf_program;

/**
 * A program of an object that is not loaded yet: whether it will be loaded and attached.
 *
 * <p>After load every method but {@link #name}, {@link #section} and {@link #toString} throws
 * {@link IllegalStateException}. Safe on any thread.
 */
public final class OpenBpfProgram {
  private final OpenBpfObject owner;
  private final bpf_program handle;
  private final String name;
  private final String section;

  OpenBpfProgram(OpenBpfObject owner, bpf_program handle, String name, String section) {
    this.owner = owner;
    this.handle = handle;
    this.name = name;
    this.section = section;
  }

  /** {@return the C function's name} */
  public String name() {
    return name;
  }

  /** {@return the ELF section, which names its type and place: {@code tp_btf/sched_switch}} */
  public String section() {
    return section;
  }

  /**
   * {@return whether load gives it to the kernel}
   *
   * @libbpf bpf_program__autoload
   */
  public boolean isAutoload() {
    return owner.whileOpen(() -> bpf_program__autoload(handle));
  }

  /**
   * Says whether load gives it to the kernel; a program left out costs nothing and need not be
   * acceptable to this kernel's verifier.
   *
   * @param autoload whether
   * @return this program
   * @libbpf bpf_program__set_autoload
   */
  public OpenBpfProgram setAutoload(boolean autoload) {
    owner.whileOpen(
        () ->
            Native.check(
                bpf_program__set_autoload(handle, autoload), "set autoload of program", name));
    return this;
  }

  /** {@return whether {@link BpfObject#attachAll} attaches it} */
  public boolean isAutoattach() {
    return owner.whileOpen(() -> bpf_program__autoattach(handle));
  }

  /**
   * Says whether {@link BpfObject#attachAll} attaches it.
   *
   * @param autoattach whether
   * @return this program
   * @libbpf bpf_program__set_autoattach
   */
  public OpenBpfProgram setAutoattach(boolean autoattach) {
    owner.whileOpen(
        () -> {
          bpf_program__set_autoattach(handle, autoattach);
          return 0;
        });
    return this;
  }

  /**
   * The instructions as the object's file has them: its own function, before relocation. What they
   * refer to, variables, maps and other functions, are relocations of the file still; {@link
   * #disassembly} names it.
   *
   * @return a copy, unmodifiable
   * @throws InvalidBpfObjectException if the code ends inside an instruction
   * @libbpf bpf_program__insns
   */
  public List<Instruction> instructions() {
    return owner.whileOpen(this::decode);
  }

  /**
   * The instructions as the object's file has them, with the names of what they refer to: {@code r1
   * = &cfg.limits[3].max // .rodata+56, BPF_PSEUDO_MAP_VALUE}.
   *
   * @return a listing that prints itself
   * @throws InvalidBpfObjectException if the code ends inside an instruction
   */
  public Disassembly disassembly() {
    return owner.whileOpen(() -> new Disassembly(decode(), owner.names(name, section)));
  }

  private List<Instruction> decode() {
    try {
      return InstructionCodec.decode(LibbpfProgram.code(handle));
    } catch (IllegalArgumentException e) {
      throw new InvalidBpfObjectException(
          owner.source(), "program '" + name + "': " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "program " + name + " (" + section + ")";
  }
}
