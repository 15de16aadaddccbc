package org.libbpfjava;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.libbpf.LoadRecorder;
import org.libbpfjava.internal.libbpf.NativeProgram;
import org.libbpfjava.internal.libbpf.OpenPhase;
import org.libbpfjava.internal.libbpf.ProgramSettings;
import org.libbpfjava.internal.libbpf.TypedHandles;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.map.ProgramReference;
import org.libbpfjava.raw.bpf_program;
import org.libbpfjava.verifier.LogLevel;

/**
 * A program of an object that is not loaded yet. Its section says what type it is and where it is
 * attached; here both can be changed, and whether it is loaded at all.
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
  private final ProgramSettings settings;

  OpenBpfProgram(OpenBpfObject owner, OpenPhase phase, NativeProgram program) {
    this.owner = owner;
    this.phase = phase;
    this.program = program;
    this.settings = new ProgramSettings(program);
  }

  /** What is set of it; to be used while the object is open or loads. */
  ProgramSettings settings() {
    return settings;
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
   * Gives the program another type than its section names. The section then says nothing of a place
   * to attach: {@link BpfProgram#attach(AttachOptions)} does.
   *
   * @param type the type
   * @return this program
   * @throws IllegalArgumentException if it is {@link ProgramType#UNKNOWN}
   * @libbpf bpf_program__set_type
   */
  public OpenBpfProgram setType(ProgramType type) {
    if (Objects.requireNonNull(type, "type") == ProgramType.UNKNOWN) {
      throw new IllegalArgumentException(this + " cannot be of an unknown type");
    }
    return set(() -> settings.setType(type.number()));
  }

  /**
   * {@return the place for which the program is made, which its section names; {@link
   * AttachType#CGROUP_INET_INGRESS}, which has the number 0, if that says nothing}
   *
   * @libbpf bpf_program__expected_attach_type
   */
  public AttachType expectedAttachType() {
    return phase.whileOpen(settings::expectedAttachType);
  }

  /**
   * Makes the program for another place than its section names, such as {@code cgroup/connect6}
   * instead of {@code cgroup/connect4}. The kernel checks by it what the program may do.
   *
   * @param type the place
   * @return this program
   * @throws IllegalArgumentException if it is {@link AttachType#UNKNOWN}
   * @libbpf bpf_program__set_expected_attach_type
   */
  public OpenBpfProgram setExpectedAttachType(AttachType type) {
    if (Objects.requireNonNull(type, "type") == AttachType.UNKNOWN) {
      throw new IllegalArgumentException(this + " cannot be attached to an unknown place");
    }
    return set(() -> settings.setExpectedAttachType(type));
  }

  /**
   * Says which function of the kernel an fentry, fexit, fmod_ret, lsm, tp_btf or iter program is
   * for, instead of what its section names. Reads the kernel's BTF.
   *
   * @param function the function, LSM hook, tracepoint or iterator, such as {@code do_unlinkat}; of
   *     a module with its name in front, {@code nf_conntrack:nf_ct_delete}
   * @return this program
   * @throws BpfException if the kernel's BTF has no such function; the message has near names
   * @throws IllegalArgumentException if it is empty or holds a NUL
   * @libbpf bpf_program__set_attach_target
   */
  public OpenBpfProgram setAttachTarget(String function) {
    checkFunction(function);
    return set(() -> settings.setTarget(function));
  }

  /**
   * Says which function of another program an fentry, fexit or freplace program is for. The other
   * program stays open until this object is loaded or closed, or load throws.
   *
   * @param target a loaded program with BTF
   * @param function its C function, which is not static; its own name for the program itself
   * @return this program
   * @throws BpfException if the other program has no such function
   * @throws IllegalArgumentException if the function's name is empty or holds a NUL
   * @throws IllegalStateException if the other program's owner is closed; load throws that too
   * @kernel 5.5 for fentry and fexit, 5b92a28aae4d ("bpf: Support attaching tracing BPF program to
   *     other BPF programs"); freplace 5.6
   * @libbpf bpf_program__set_attach_target
   */
  public OpenBpfProgram setAttachTarget(ProgramReference target, String function) {
    Objects.requireNonNull(target, "target");
    checkFunction(function);
    return set(() -> settings.setTarget(target, function));
  }

  private void checkFunction(String function) {
    CString.check("the target of " + this, Objects.requireNonNull(function, "function"));
    if (function.isEmpty()) {
      throw new IllegalArgumentException("the target of " + this + " has no name");
    }
  }

  /**
   * {@return what the kernel is told of the program}
   *
   * @libbpf bpf_program__flags
   */
  public Set<ProgramFlag> flags() {
    return ProgramFlag.of(phase.whileOpen(settings::flags));
  }

  /**
   * Says what the kernel is told of the program. What its section says by itself is not among these
   * flags, and is told too.
   *
   * @param flags all of them; none takes back what was set before
   * @return this program
   * @libbpf bpf_program__set_flags
   */
  public OpenBpfProgram setFlags(ProgramFlag... flags) {
    Objects.requireNonNull(flags, "flags");
    int bits = 0;
    for (ProgramFlag flag : flags) {
      bits |= Objects.requireNonNull(flag, "flag").bit();
    }
    int all = bits;
    return set(() -> settings.setFlags(all));
  }

  /**
   * Binds an XDP program to one network interface, for which alone it can be attached. It may then
   * ask the driver for what hardware knows of a packet. Adds {@link
   * ProgramFlag#XDP_DEV_BOUND_ONLY}.
   *
   * @param device the interface, looked up now in the network namespace of this thread
   * @return this program
   * @throws BpfException if there is no such interface
   * @kernel 6.3, 2b3486bc2d23 ("bpf: Introduce device-bound XDP programs")
   * @libbpf bpf_program__set_ifindex, bpf_program__set_flags
   */
  public OpenBpfProgram bindTo(NetworkDevice device) {
    Objects.requireNonNull(device, "device");
    return set(() -> settings.bind(device, ProgramFlag.XDP_DEV_BOUND_ONLY.bit()));
  }

  /**
   * {@return how much the verifier writes of this program if it accepts it}
   *
   * @libbpf bpf_program__log_level
   */
  public LogLevel verifierLog() {
    return LoadRecorder.levelOf(phase.whileOpen(program::logLevel));
  }

  /**
   * Asks for the verifier's log of this program, in case that it is accepted. {@link
   * LoadOptions#withVerifierLog} asks for those of all programs; the larger level counts.
   *
   * @param level how much the verifier writes
   * @return this program
   * @libbpf bpf_program__set_log_level
   * @see BpfProgram#verification
   */
  public OpenBpfProgram setVerifierLog(LogLevel level) {
    int bits = LoadRecorder.bitsOf(Objects.requireNonNull(level, "level"));
    return set(() -> program.setLogLevel(bits));
  }

  private OpenBpfProgram set(Runnable call) {
    return phase.whileOpen(
        () -> {
          call.run();
          return this;
        });
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
    return set(() -> program.setAutoload(autoload));
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
    return set(() -> program.setAutoattach(autoattach));
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
    return phase.whileOpen(() -> use.apply(TypedHandles.program(program.handle())));
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
