package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_object__prepare;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfFunc;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.failure.LibbpfMessage;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.verifier.DeadCodeAnalysis;
import org.libbpfjava.internal.verifier.ProgramLog;
import org.libbpfjava.internal.verifier.RecordedVerification;
import org.libbpfjava.internal.verifier.RelocatedProgram;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.LogLevel;
import org.libbpfjava.verifier.VerifierReport;

/** What is kept of one load for those who ask later: logs, and the programs that were given in. */
public final class LoadRecorder {
  private static final int BPF_LOG_LEVEL1 = 1;
  private static final int BPF_LOG_LEVEL2 = 2;
  private static final int BPF_LOG_STATS = 4;

  private final NativeObject object;
  private final LogLevel level;
  private final boolean statistics;
  private final Map<String, LogLevel> levels = new HashMap<>(); // by program
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
   * @param level how much the verifier writes of programs that it accepts, at least; a program may
   *     ask for more
   * @param statistics whether it tells what it cost
   * @param btf the object's types
   * @param names what its programs refer to, once its maps exist
   */
  public LoadRecorder(
      NativeObject object,
      LogLevel level,
      boolean statistics,
      Optional<Btf> btf,
      LoadedNames names) {
    this.object = object;
    this.level = level;
    this.statistics = statistics;
    this.btf = btf;
    this.names = names;
    for (NativeProgram program : object.programs()) {
      objectSlots.put(program.name(), program.slots());
      LogLevel wanted = more(level, levelOf(program.logLevel()));
      levels.put(program.name(), wanted);
      if (bits(wanted) > 0) {
        program.setLogLevel(bits(wanted));
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
    if (!levels.containsValue(LogLevel.INSTRUCTIONS)) {
      return 0;
    }
    int result = bpf_object__prepare(object.handle());
    if (result >= 0) {
      for (NativeProgram program : object.programs()) {
        if (program.isAutoload()) {
          relocated.put(program.name(), read(program));
        }
      }
    }
    return result;
  }

  private RelocatedProgram read(NativeProgram program) {
    btf.ifPresent(types -> checkFunctions(program, types));
    return relocated(program, objectSlots(program.name()), btf, names);
  }

  /** libbpf hands the records of .BTF.ext on unread; the kernel would refuse them. */
  private void checkFunctions(NativeProgram program, Btf types) {
    program
        .functionIds()
        .forEach(
            (slot, id) -> {
              if (id <= 0 || id >= types.typeCount() || !(types.type(id) instanceof BtfFunc)) {
                throw new InvalidBpfObjectException(
                    Message.aboutInput(
                        object.source(),
                        "program '"
                            + program.name()
                            + "' has a function record in .BTF.ext for slot "
                            + slot
                            + " with BTF type "
                            + Integer.toUnsignedString(id)
                            + " of "
                            + types.typeCount()
                            + ", which is no function"));
              }
            });
  }

  /**
   * A program as libbpf has relocated it.
   *
   * @param program prepared or loaded; the caller is inside its object
   * @param objectSlots the slots of its own function in the object file
   * @param btf the object's types
   * @param names what its instructions refer to
   */
  public static RelocatedProgram relocated(
      NativeProgram program, int objectSlots, Optional<Btf> btf, LoadedNames names) {
    return new RelocatedProgram(
        program.name(),
        objectSlots,
        InstructionCodec.decode(program.code()),
        program.functionIds(),
        program.lines(),
        names.given(functionNames(program, btf)));
  }

  /** Of a program without function records, itself alone. */
  public static Map<Integer, String> functionNames(NativeProgram program, Optional<Btf> btf) {
    Map<Integer, String> functions = btf.map(program::functions).orElse(Map.of());
    return functions.isEmpty() ? Map.of(0, program.name()) : functions;
  }

  /** Takes the logs out of libbpf's messages. */
  void take(NativeLog log) {
    boolean asked = false;
    for (LogLevel wanted : levels.values()) {
      asked |= bits(wanted) > 0;
    }
    loss = asked ? log.loss() : "";
    // One that nobody asked for is of a program that was refused, and then a warning.
    for (LibbpfMessage message : asked ? log.messages() : log.warnings()) {
      ProgramLog.Quoted quoted = ProgramLog.Quoted.in(message.text()).orElse(null);
      if (quoted != null) {
        logs.put(quoted.program(), quoted.log());
      }
    }
  }

  /** {@return the slots of a program's own function in the object file} */
  public int objectSlots(String program) {
    return objectSlots.getOrDefault(program, 0);
  }

  /** {@return the log of a program} */
  public ProgramLog log(String program) {
    return new ProgramLog(
        levels.getOrDefault(program, level), Optional.ofNullable(logs.get(program)), loss);
  }

  /** {@return what is known of a program that was refused, where that was recorded} */
  Optional<VerifierReport> refused(String program) {
    RelocatedProgram given = relocated.get(program);
    if (given == null) {
      return Optional.empty();
    }
    ProgramLog log = log(program);
    DeadCode code = DeadCodeAnalysis.ofRefused(given, btf, log);
    return Optional.of(new RecordedVerification(program, log, any -> code));
  }

  private static LogLevel more(LogLevel one, LogLevel other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** {@return what a kernel's level asks for} */
  public static LogLevel levelOf(int bits) {
    return (bits & BPF_LOG_LEVEL2) != 0
        ? LogLevel.INSTRUCTIONS
        : (bits & BPF_LOG_LEVEL1) != 0 ? LogLevel.BRANCHES : LogLevel.NONE;
  }

  /** {@return the kernel's level, from 0 to 2} */
  public static int bitsOf(LogLevel level) {
    return switch (level) {
      case NONE -> 0;
      case BRANCHES -> BPF_LOG_LEVEL1;
      case INSTRUCTIONS -> BPF_LOG_LEVEL2;
    };
  }

  private int bits(LogLevel wanted) {
    return bitsOf(wanted) | (statistics ? BPF_LOG_STATS : 0);
  }
}
