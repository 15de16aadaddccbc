package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_program__autoattach;
import static org.libbpfjava.raw.global.libbpf.bpf_program__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.lbj_program_attach;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.LoadRecorder;
import org.libbpfjava.internal.code.LibbpfProgram;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.verifier.RelocatedProgram;
import org.libbpfjava.raw.bpf_program;

/** What a loaded program was made of. Every method is called inside the program's owner. */
sealed interface ProgramOrigin {

  int fd();

  /** The slots of 8 bytes that it was given to the kernel with. */
  int slots();

  /** The instructions as they were given to the kernel. */
  List<Instruction> instructions();

  /** The names of its functions by the slots where they begin. */
  Map<Integer, String> functions();

  /** The same with its records and names, for the verifier's report. */
  RelocatedProgram relocated(LoadedNames names);

  /** The types that its function and line records mean. */
  Optional<Btf> btf();

  /** Whether {@link BpfObject#attachAll} attaches it. */
  boolean isAutoattach();

  /**
   * Attaches it; the caller holds the lock of its object.
   *
   * @param link gets a struct bpf_link *, or a negative errno: -EOPNOTSUPP where no place is named
   */
  void attach(long[] link);

  /** A program of an object's file. */
  record OfObject(bpf_program handle, String name, int objectSlots, Optional<Btf> btf)
      implements ProgramOrigin {
    @Override
    public int fd() {
      return bpf_program__fd(handle);
    }

    @Override
    public int slots() {
      return Math.toIntExact(bpf_program__insn_cnt(handle));
    }

    @Override
    public List<Instruction> instructions() {
      return InstructionCodec.decode(LibbpfProgram.code(handle));
    }

    @Override
    public Map<Integer, String> functions() {
      return LoadRecorder.functionNames(handle, name, btf);
    }

    @Override
    public RelocatedProgram relocated(LoadedNames names) {
      return LoadRecorder.relocated(handle, name, objectSlots, btf, names);
    }

    @Override
    public boolean isAutoattach() {
      return bpf_program__autoattach(handle);
    }

    @Override
    public void attach(long[] link) {
      link[0] = lbj_program_attach(handle);
    }
  }

  /** A program of instructions that Java gave to the kernel. */
  record OfInstructions(int fd, List<Instruction> instructions, String name)
      implements ProgramOrigin {
    @Override
    public int slots() {
      return InstructionCodec.slots(instructions);
    }

    @Override
    public Map<Integer, String> functions() {
      return Map.of(0, name);
    }

    @Override
    public RelocatedProgram relocated(LoadedNames names) {
      return new RelocatedProgram(
          name, slots(), instructions, Map.of(), List.of(), names.given(functions()));
    }

    @Override
    public Optional<Btf> btf() {
      return Optional.empty();
    }

    @Override
    public boolean isAutoattach() {
      return false;
    }

    @Override
    public void attach(long[] link) {
      link[0] = -Errno.EOPNOTSUPP;
    }
  }
}
