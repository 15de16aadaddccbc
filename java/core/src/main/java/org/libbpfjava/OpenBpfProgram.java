package org.libbpfjava;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.OpenPhase;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.raw.bpf_program;

/**
 * A program of an object that is not loaded yet: whether it will be loaded and attached.
 *
 * <p>After load every method but {@link #name}, {@link #section} and {@link #toString} throws
 * {@link IllegalStateException}. Safe on any thread.
 */
public final class OpenBpfProgram {
  private final OpenBpfObject owner;
  private final OpenPhase phase;
  private final NativeProgram program;

  OpenBpfProgram(OpenBpfObject owner, OpenPhase phase, NativeProgram program) {
    this.owner = owner;
    this.phase = phase;
    this.program = program;
  }

  /** {@return the C function's name} */
  public String name() {
    return program.name();
  }

  /** {@return the ELF section, which names its type and place: {@code tp_btf/sched_switch}} */
  public String section() {
    return program.section();
  }

  /**
   * {@return its type, by its section; {@link ProgramType#UNKNOWN} where libbpf knows no such
   * section, or the type is newer than this library}
   *
   * @libbpf bpf_program__type
   */
  public ProgramType type() {
    return phase.whileOpen(() -> ProgramType.of(program.typeNumber()));
  }

  /**
   * {@return whether load gives it to the kernel}
   *
   * @libbpf bpf_program__autoload
   */
  public boolean isAutoload() {
    return phase.whileOpen(program::isAutoload);
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
    phase.whileOpen(
        () -> {
          program.setAutoload(autoload);
          return this;
        });
    return this;
  }

  /** {@return whether {@link BpfObject#attachAll} attaches it} */
  public boolean isAutoattach() {
    return phase.whileOpen(program::isAutoattach);
  }

  /**
   * Says whether {@link BpfObject#attachAll} attaches it.
   *
   * @param autoattach whether
   * @return this program
   * @libbpf bpf_program__set_autoattach
   */
  public OpenBpfProgram setAutoattach(boolean autoattach) {
    phase.whileOpen(
        () -> {
          program.setAutoattach(autoattach);
          return this;
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
    return phase.whileOpen(this::decode);
  }

  /**
   * The instructions as the object's file has them, with the names of what they refer to: {@code r1
   * = &cfg.limits[3].max // .rodata+56, BPF_PSEUDO_MAP_VALUE}.
   *
   * @return a listing that prints itself
   * @throws InvalidBpfObjectException if the code ends inside an instruction
   */
  public Disassembly disassembly() {
    return phase.whileOpen(() -> new Disassembly(decode(), owner.names(program)));
  }

  /**
   * Lends libbpf's own handle, for calls of the raw binding. Nothing loads or closes the object
   * while {@code use} runs; the handle must not be kept.
   *
   * @param use what to do with it
   * @return what {@code use} returns
   * @throws IllegalStateException if the object is loaded or closed
   * @libbpf struct bpf_program
   */
  public <T> T withHandle(Function<bpf_program, T> use) {
    Objects.requireNonNull(use, "use");
    return phase.whileOpen(() -> use.apply(program.handle()));
  }

  private List<Instruction> decode() {
    try {
      return InstructionCodec.decode(program.code());
    } catch (IllegalArgumentException e) {
      throw new InvalidBpfObjectException(
          Message.aboutInput(
              owner.source(), "program '" + program.name() + "': " + e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return "program " + program.name() + " (" + program.section() + ")";
  }
}
