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
 * A program of an object that is not loaded yet. It says whether the program is loaded and
 * attached.
 *
 * <p>After load or close every method but {@link #name}, {@link #section} and {@link #toString}
 * throws {@link IllegalStateException}. Safe on any thread.
 *
 * @libbpf struct bpf_program
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

  /**
   * {@return the ELF section, such as {@code tp_btf/sched_switch}; it names the type of program and
   * the place to attach it}
   */
  public String section() {
    return program.section();
  }

  /**
   * {@return its type, which its section names} It is {@link ProgramType#UNKNOWN} if libbpf does
   * not know the section, or if the type is newer than this library.
   *
   * @libbpf bpf_program__type
   */
  public ProgramType type() {
    return phase.whileOpen(() -> ProgramType.of(program.typeNumber()));
  }

  /**
   * {@return whether load gives the program to the kernel}
   *
   * @libbpf bpf_program__autoload
   */
  public boolean isAutoload() {
    return phase.whileOpen(program::isAutoload);
  }

  /**
   * Says whether load gives the program to the kernel. The verifier never sees a program that is
   * left out.
   *
   * @param autoload whether the program is loaded
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

  /**
   * {@return whether {@link BpfObject#attachAll} attaches the program}
   *
   * @libbpf bpf_program__autoattach
   */
  public boolean isAutoattach() {
    return phase.whileOpen(program::isAutoattach);
  }

  /**
   * Says whether {@link BpfObject#attachAll} attaches the program.
   *
   * @param autoattach whether it is attached
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
   * The instructions of the program's own function as the object's file has them, before
   * relocation. Variables, maps and other functions are not in them yet; {@link #disassembly} names
   * those.
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
   * @libbpf bpf_program__insns
   */
  public Disassembly disassembly() {
    return phase.whileOpen(() -> new Disassembly(decode(), owner.names(program)));
  }

  /**
   * Lends libbpf's own handle to calls of the raw binding. Nothing loads or closes the object while
   * {@code use} runs.
   *
   * @param use what to do with the handle; it must not keep it
   * @param <T> what {@code use} returns
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
