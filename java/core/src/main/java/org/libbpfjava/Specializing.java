package org.libbpfjava;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.verifier.SpecializedObject;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.Specialization;
import org.libbpfjava.verifier.SpecializationComparison;

/** Tries out what the verifier makes of objects as they are set. */
final class Specializing {
  private static final String UNCHANGED = "as compiled";

  private Specializing() {}

  /** Consumes the object. */
  static Specialization specialize(OpenBpfObject open) {
    return specialize(open, changes(open));
  }

  /** Consumes the object; {@code settings} are the variables that its setting consists of. */
  private static Specialization specialize(OpenBpfObject open, List<GlobalVariable> settings) {
    String changes = settings.stream().map(GlobalVariable::text).collect(joining(", "));
    String setting = changes.isEmpty() ? UNCHANGED : changes;
    Map<String, DeadCode> programs = new LinkedHashMap<>();
    try (BpfObject object = open.load(LoadOptions.recordVerification())) {
      for (BpfProgram program : object.programs()) {
        programs.put(program.name(), program.verification().deadCode());
      }
      return new SpecializedObject(setting, programs, Optional.empty());
    } catch (BpfLoadException refusal) {
      refusal.verification().ifPresent(report -> programs.put(report.program(), report.deadCode()));
      return new SpecializedObject(setting, programs, Optional.of(refusal));
    }
  }

  /** Consumes both; a variable that either has set is part of both settings. */
  static SpecializationComparison compare(OpenBpfObject left, OpenBpfObject right) {
    List<GlobalVariable> leftChanges = changes(left);
    List<GlobalVariable> rightChanges = changes(right);
    List<GlobalVariable> settings =
        Stream.concat(
                leftChanges.stream(),
                rightChanges.stream()
                    .filter(r -> leftChanges.stream().noneMatch(l -> isSame(l, r))))
            .toList();
    List<GlobalVariable> inLeft = in(left, settings);
    List<GlobalVariable> inRight = in(right, settings);
    return SpecializationComparison.of(specialize(left, inLeft), specialize(right, inRight));
  }

  /** Reads the file once and opens it twice. */
  static SpecializationComparison compare(
      BpfSource source,
      Consumer<? super OpenBpfObject> left,
      Consumer<? super OpenBpfObject> right) {
    ObjectFile file = source.read(Optional.empty());
    try (OpenBpfObject one = OpenBpfObject.open(file, OpenOptions.defaults());
        OpenBpfObject other = OpenBpfObject.open(file, OpenOptions.defaults())) {
      left.accept(one);
      right.accept(other);
      return compare(one, other);
    }
  }

  private static List<GlobalVariable> changes(OpenBpfObject open) {
    return open.sections().stream().flatMap(section -> section.changes().stream()).toList();
  }

  private static List<GlobalVariable> in(OpenBpfObject open, List<GlobalVariable> settings) {
    return open.variables().stream()
        .filter(variable -> settings.stream().anyMatch(other -> isSame(variable, other)))
        .toList();
  }

  private static boolean isSame(GlobalVariable one, GlobalVariable other) {
    return one.name().equals(other.name())
        && one.section().equals(other.section())
        && one.offset() == other.offset();
  }
}
