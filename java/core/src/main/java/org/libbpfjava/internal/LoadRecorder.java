package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_object__prepare;
import static org.libbpfjava.raw.global.libbpf.bpf_program__autoload;
import static org.libbpfjava.raw.global.libbpf.bpf_program__insn_cnt;
import static org.libbpfjava.raw.global.libbpf.bpf_program__set_log_level;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.InvalidBpfObjectException;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.LoadOptions.LogLevel;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfFunc;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.LibbpfProgram;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.verifier.ProgramLog;
import org.libbpfjava.internal.verifier.RelocatedProgram;
import org.libbpfjava.raw.bpf_program;

/** What is kept of one load for those who ask later: logs, and the programs that were given in. */
public final class LoadRecorder {
  private final NativeObject object;
  private final LoadOptions options;
  private final Optional<Btf> btf;
  private final LoadedNames names;
  private final Map<String, Integer> objectSlots = new HashMap<>();
  private final Map<String, RelocatedProgram> relocated = new HashMap<>();
  private final Map<String, String> logs = new HashMap<>();
  private String loss = "";

  /**
   * Begins before load: asks for the logs, and notes what load changes.
   *
   * @param object open; the caller is inside it
   * @param options what to record
   * @param btf the object's types
   * @param names what its programs refer to, once its maps exist
   */
  public LoadRecorder(
      NativeObject object, LoadOptions options, Optional<Btf> btf, LoadedNames names) {
    this.object = object;
    this.options = options;
    this.btf = btf;
    this.names = names;
    for (NativeMembers.Program program : object.programs()) {
      objectSlots.put(program.name(), Math.toIntExact(bpf_program__insn_cnt(program.handle())));
      if (options.kernelLogLevel() > 0) {
        Native.check(
            bpf_program__set_log_level(program.handle(), options.kernelLogLevel()),
            "set the log level of program",
            program.name());
      }
    }
  }

  /**
   * Goes as far as libbpf does before it gives programs to the kernel, and copies them: a load that
   * fails leaves no records of them. Inside the call whose messages are collected.
   *
   * @return what libbpf returned
   */
  int prepare() {
    if (options.verifierLog() != LogLevel.INSTRUCTIONS) {
      return 0;
    }
    int result = bpf_object__prepare(object.handle());
    if (result >= 0) {
      for (NativeMembers.Program program : object.programs()) {
        if (bpf_program__autoload(program.handle())) {
          relocated.put(program.name(), read(program));
        }
      }
    }
    return result;
  }

  private RelocatedProgram read(NativeMembers.Program program) {
    btf.ifPresent(types -> checkFunctions(program, types));
    return relocated(program.handle(), program.name(), objectSlots(program.name()), btf, names);
  }

  /** libbpf hands the records of .BTF.ext on unread; the kernel would refuse them. */
  private void checkFunctions(NativeMembers.Program program, Btf types) {
    LibbpfProgram.functionIds(program.handle())
        .forEach(
            (slot, id) -> {
              if (id <= 0 || id >= types.typeCount() || !(types.type(id) instanceof BtfFunc)) {
                throw new InvalidBpfObjectException(
                    object.source(),
                    "program '"
                        + program.name()
                        + "' has a function record in .BTF.ext for slot "
                        + slot
                        + " with BTF type "
                        + Integer.toUnsignedString(id)
                        + " of "
                        + types.typeCount()
                        + ", which is no function");
              }
            });
  }

  /**
   * A program as libbpf has relocated it.
   *
   * @param program prepared or loaded; the caller is inside its object
   * @param name its name
   * @param objectSlots the slots of its own function in the object file
   * @param btf the object's types
   * @param names what its instructions refer to
   */
  public static RelocatedProgram relocated(
      bpf_program program, String name, int objectSlots, Optional<Btf> btf, LoadedNames names) {
    return new RelocatedProgram(
        name,
        objectSlots,
        InstructionCodec.decode(LibbpfProgram.code(program)),
        LibbpfProgram.functionIds(program),
        LibbpfProgram.lines(program),
        names.given(functionNames(program, name, btf)));
  }

  /** Of a program without function records, itself alone. */
  public static Map<Integer, String> functionNames(
      bpf_program program, String name, Optional<Btf> btf) {
    Map<Integer, String> functions =
        btf.map(types -> LibbpfProgram.functions(program, types)).orElse(Map.of());
    return functions.isEmpty() ? Map.of(0, name) : functions;
  }

  /** Takes the logs out of libbpf's messages. */
  void take(NativeLog log) {
    loss = options.kernelLogLevel() > 0 ? log.loss() : "";
    for (NativeLog.Message message : log.messages()) {
      ProgramLog.Quoted.in(message.text()).ifPresent(q -> logs.put(q.program(), q.log()));
    }
  }

  /** {@return the slots of a program's own function in the object file} */
  public int objectSlots(String program) {
    return objectSlots.getOrDefault(program, 0);
  }

  /** {@return the log of a program} */
  public ProgramLog log(String program) {
    return new ProgramLog(options, Optional.ofNullable(logs.get(program)), loss);
  }

  /** {@return a program as it was given to the kernel, where that was recorded} */
  public Optional<RelocatedProgram> relocated(String program) {
    return Optional.ofNullable(relocated.get(program));
  }
}
