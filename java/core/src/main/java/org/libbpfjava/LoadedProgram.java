package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.internal.code.KernelProgram;
import org.libbpfjava.internal.code.LineRecord;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.libbpf.KernelCode;
import org.libbpfjava.internal.libbpf.ProgramFacts;
import org.libbpfjava.internal.libbpf.ProgramOrigin;
import org.libbpfjava.internal.lifetime.NativeResource;

/** What can be read of a program in the kernel. */
abstract class LoadedProgram {
  private final NativeResource owner;
  private final ProgramOrigin origin;
  private final LoadedNames names;
  private final String name;

  LoadedProgram(NativeResource owner, ProgramOrigin origin, LoadedNames names, String name) {
    this.owner = owner;
    this.origin = origin;
    this.names = names;
    this.name = name;
  }

  /**
   * Asks the kernel about the program. Takes two system calls.
   *
   * @return its numbers, of this moment
   * @throws BpfException if the kernel refuses
   * @throws IllegalStateException if the program's owner is closed
   * @kernel 4.13, 1e2709769086 ("bpf: Add BPF_OBJ_GET_INFO_BY_FD"); {@link ProgramInfo} says what
   *     came later
   * @libbpf bpf_prog_get_info_by_fd
   */
  public ProgramInfo info() {
    return whileOpen(() -> ProgramInfo.of(ProgramFacts.of(origin.fd(), name)));
  }

  /**
   * Reads where the instructions of {@link #xlatedInstructions} come from: functions and lines of
   * C. Takes up to four system calls, and memory as the program is large.
   *
   * @return functions and lines; none if clang wrote no records, or the process lacks CAP_BPF. The
   *     names of a program that was opened take CAP_SYS_ADMIN
   * @throws BpfException if the kernel refuses
   * @throws IllegalStateException if the program's owner is closed
   * @kernel 5.0, c454a46b5efd ("bpf: Add bpf_line_info support")
   * @libbpf bpf_prog_get_info_by_fd, bpf_btf_get_info_by_fd
   */
  public ProgramSource source() {
    return whileOpen(() -> source(KernelCode.readWhatIsShown(origin.fd(), name), origin.btf()));
  }

  private static ProgramSource source(KernelProgram kernel, Optional<Btf> btf) {
    List<ProgramSource.Function> functions = new ArrayList<>();
    List<ProgramSource.Line> lines = new ArrayList<>();
    if (btf.isPresent()) {
      Btf types = btf.get();
      kernel
          .functions()
          .forEach(
              (slot, id) -> {
                if (id > 0 && id < types.typeCount()) {
                  functions.add(new ProgramSource.Function(slot, types.type(id).name()));
                }
              });
      kernel.lines().forEach(line -> lines.add(line(line, types)));
    }
    return new ProgramSource(functions, lines);
  }

  private static ProgramSource.Line line(LineRecord line, Btf types) {
    return new ProgramSource.Line(
        line.slot(),
        text(types, line.file()),
        line.line(),
        line.column(),
        text(types, line.text()));
  }

  private static String text(Btf types, int offset) {
    return types.findString(Integer.toUnsignedLong(offset)).orElse("");
  }

  /**
   * {@return how many 8-byte instruction slots were given to the kernel}
   *
   * @throws IllegalStateException if the program's owner is closed, or the program was opened
   * @libbpf bpf_program__insn_cnt
   */
  public long instructionCount() {
    return whileOpen(origin::slots);
  }

  /**
   * The instructions as they were given to the kernel. Those of an object's program are relocated
   * by libbpf: its own function comes first, the functions that it calls follow, and each {@code
   * ldimm64} of a map holds a descriptor.
   *
   * @return a copy, unmodifiable
   * @throws IllegalStateException if the program's owner is closed, or the program was opened
   * @see #xlatedInstructions
   * @libbpf bpf_program__insns
   */
  public List<Instruction> instructions() {
    return whileOpen(origin::instructions);
  }

  /**
   * The instructions as the kernel keeps them; bpftool calls them {@code xlated}. The verifier has
   * removed dead code and inlined some helpers. Each {@code ldimm64} of a map holds the map's id,
   * and calls of helpers hold the kernel's own numbers. Takes one or two system calls.
   *
   * @return a copy, unmodifiable
   * @throws BpfPermissionException if the process lacks CAP_BPF, without which the kernel hides
   *     them
   * @throws BpfException if the kernel hides them although the process has CAP_BPF; it does so if
   *     it blinds constants (net.core.bpf_jit_harden)
   * @libbpf bpf_prog_get_info_by_fd
   */
  public List<Instruction> xlatedInstructions() {
    return whileOpen(() -> KernelCode.read(origin.fd(), name)).instructions();
  }

  /**
   * The instructions as they were given to the kernel, with the names of what they refer to: {@code
   * r1 = &cfg.limits[3].max // .rodata+56, BPF_PSEUDO_MAP_VALUE}.
   *
   * @return a listing that prints itself
   * @throws IllegalStateException if the program's owner is closed, or the program was opened
   * @see #instructions
   * @libbpf bpf_program__insns
   */
  public Disassembly disassembly() {
    return whileOpen(() -> new Disassembly(origin.instructions(), names.given(origin.functions())));
  }

  /**
   * The instructions as the kernel keeps them, with the names of what they refer to. The names of
   * helpers come from /proc/kallsyms; they are missing if the kernel hides addresses.
   *
   * @return a listing that prints itself; {@code lines(Disassembler.kernelStyle())} is close to
   *     {@code bpftool prog dump xlated}
   * @throws BpfException as {@link #xlatedInstructions}
   * @see #xlatedInstructions
   * @libbpf bpf_prog_get_info_by_fd
   */
  public Disassembly xlatedDisassembly() {
    return whileOpen(
        () -> {
          KernelProgram kernel = KernelCode.read(origin.fd(), name);
          return new Disassembly(kernel.instructions(), origin.xlated(name, kernel, names));
        });
  }

  <T> T whileOpen(Supplier<T> call) {
    owner.enter();
    try {
      return call.get();
    } finally {
      owner.exit();
    }
  }
}
