package org.libbpfjava.internal.libbpf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.internal.code.KernelProgram;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.verifier.RelocatedProgram;

/**
 * What a loaded program was made of. Every method is called inside the program's owner. What is not
 * known of a program that somebody else has loaded is an IllegalStateException.
 */
public sealed interface ProgramOrigin extends Pins.Descriptor {

  @Override
  int fd();

  /** The slots of 8 bytes that it was given to the kernel with. */
  int slots();

  /** The instructions as they were given to the kernel. */
  List<Instruction> instructions();

  /** The names of its functions by the slots where they begin. */
  Map<Integer, String> functions();

  /** The names in the program as the kernel keeps it. */
  default Symbolizer xlated(String name, KernelProgram kernel, LoadedNames names) {
    return names.xlated(name, kernel, instructions(), functions());
  }

  /** The same with its records and names, for the verifier's report. */
  RelocatedProgram relocated(LoadedNames names);

  /** The types that its function and line records mean. */
  Optional<Btf> btf();

  /** libbpf's own handle; IllegalStateException where there is none. */
  long handle();

  /** The number of its type. */
  int typeNumber();

  /** The number of the place for which it was loaded; empty where only somebody else knows. */
  OptionalInt attachType();

  /** Whether it can be an iterator, as far as this process knows. */
  default boolean mayIterate() {
    return true;
  }

  /**
   * libbpf's program, of which options can be of the wrong kind; IllegalStateException for none.
   */
  NativeProgram ofLibbpf();

  /** A program of an object's file. */
  record OfObject(NativeProgram program, int objectSlots, Optional<Btf> btf)
      implements ProgramOrigin {
    @Override
    public int fd() {
      return program.fd();
    }

    @Override
    public int slots() {
      return program.slots();
    }

    @Override
    public List<Instruction> instructions() {
      return InstructionCodec.decode(program.code());
    }

    @Override
    public Map<Integer, String> functions() {
      return LoadRecorder.functionNames(program, btf);
    }

    @Override
    public RelocatedProgram relocated(LoadedNames names) {
      return LoadRecorder.relocated(program, objectSlots, btf, names);
    }

    @Override
    public long handle() {
      return program.handle();
    }

    @Override
    public int typeNumber() {
      return program.typeNumber();
    }

    @Override
    public OptionalInt attachType() {
      return OptionalInt.of(program.attachTypeNumber());
    }

    @Override
    public boolean mayIterate() {
      return program.attachType().equals("trace_iter");
    }

    @Override
    public NativeProgram ofLibbpf() {
      return program;
    }
  }

  /** A program for which libbpf has no struct. */
  sealed interface OfNoObject extends ProgramOrigin {
    /** What messages call it. */
    String name();

    @Override
    default long handle() {
      throw hasNoHandle(name());
    }

    @Override
    default NativeProgram ofLibbpf() {
      throw hasNoHandle(name());
    }
  }

  /** A program of instructions that Java gave to the kernel. */
  record OfInstructions(
      int fd, List<Instruction> instructions, String name, int typeNumber, OptionalInt attachType)
      implements OfNoObject {
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
  }

  /** A program that somebody else has loaded. */
  record OfKernel(int fd, String name, int typeNumber) implements OfNoObject {
    @Override
    public OptionalInt attachType() {
      return OptionalInt.empty();
    }

    @Override
    public int slots() {
      throw isOpened("how many instructions it was loaded with");
    }

    @Override
    public List<Instruction> instructions() {
      throw isOpened("the instructions that it was loaded with");
    }

    @Override
    public Map<Integer, String> functions() {
      throw isOpened("the functions that it was loaded with");
    }

    private IllegalStateException isOpened(String what) {
      return new IllegalStateException(
          "program '"
              + name
              + "' was opened, and the kernel does not keep "
              + what
              + ": xlatedInstructions() and xlatedDisassembly() tell what became of them");
    }

    @Override
    public Symbolizer xlated(String name, KernelProgram kernel, LoadedNames names) {
      return names.withTypes(btf()).xlated(name, kernel, List.of(), Map.of());
    }

    @Override
    public RelocatedProgram relocated(LoadedNames names) {
      throw isOpened("the instructions that it was loaded with");
    }

    @Override
    public Optional<Btf> btf() {
      return KernelBtf.read(ProgramFacts.of(fd, name).btfId(), "program", name);
    }
  }

  private static IllegalStateException hasNoHandle(String program) {
    return new IllegalStateException(
        "program '"
            + program
            + "' is of no object, so that libbpf has no handle of it: withFd() lends its"
            + " descriptor");
  }
}
