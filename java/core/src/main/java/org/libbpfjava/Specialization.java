package org.libbpfjava;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the verifier makes of an object under one setting of its variables. It outlives the load
 * that found it, of which nothing stays in the kernel.
 *
 * <p>Immutable.
 *
 * @param setting the variables that were set and their values, {@code generation = 1}
 * @param programs what became of each program's code, by its name; of a refused object the refused
 *     program alone
 * @param refusal why the verifier refused the object; empty where it did not
 */
public record Specialization(
    String setting, Map<String, DeadCode> programs, Optional<BpfLoadException> refusal) {
  private static final String UNCHANGED = "as compiled";

  /** Copies the map. */
  public Specialization {
    programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
  }

  /** Consumes the object; {@code settings} are the variables that its setting consists of. */
  static Specialization of(OpenBpfObject open, List<GlobalVariable> settings) {
    String changes = settings.stream().map(GlobalVariable::assignment).collect(joining(", "));
    String setting = changes.isEmpty() ? UNCHANGED : changes;
    Map<String, DeadCode> programs = new LinkedHashMap<>();
    try (BpfObject object = open.load(LoadOptions.recordVerification())) {
      for (BpfProgram program : object.programs()) {
        programs.put(program.name(), program.verification().deadCode());
      }
      return new Specialization(setting, programs, Optional.empty());
    } catch (BpfLoadException refusal) {
      refusal.verification().ifPresent(report -> programs.put(report.program(), report.deadCode()));
      return new Specialization(setting, programs, Optional.of(refusal));
    }
  }

  static List<GlobalVariable> changes(OpenBpfObject open) {
    return open.sections().stream().flatMap(section -> section.changes().stream()).toList();
  }

  /**
   * What became of one program.
   *
   * @param name its C function's name
   * @throws IllegalArgumentException if the object has none that came so far
   */
  public DeadCode program(String name) {
    DeadCode code = programs.get(name);
    if (code == null) {
      throw new IllegalArgumentException(
          setting + ": nothing is known of a program '" + name + "', only of " + programs.keySet());
    }
    return code;
  }

  /** {@return whether the verifier accepted all programs} */
  public boolean isAccepted() {
    return refusal.isEmpty();
  }

  /** {@return the annotated listings of all programs; of a refused object its refusal too} */
  @Override
  public String toString() {
    String listings = programs.values().stream().map(DeadCode::toString).collect(joining("\n\n"));
    return setting
        + refusal.map(e -> " is refused: " + e.getMessage()).orElse("")
        + "\n"
        + listings;
  }
}
