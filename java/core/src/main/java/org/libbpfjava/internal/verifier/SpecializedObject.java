package org.libbpfjava.internal.verifier;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.Specialization;

/** One setting of an object, tried out. */
public record SpecializedObject(
    String setting, Map<String, DeadCode> programs, Optional<BpfLoadException> refusal)
    implements Specialization {

  public SpecializedObject {
    programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
  }

  @Override
  public DeadCode program(String name) {
    Objects.requireNonNull(name, "name");
    DeadCode code = programs.get(name);
    if (code == null) {
      throw new IllegalArgumentException(
          setting + ": nothing is known of a program '" + name + "', only of " + programs.keySet());
    }
    return code;
  }

  @Override
  public boolean isAccepted() {
    return refusal.isEmpty();
  }

  @Override
  public String toString() {
    String listings = programs.values().stream().map(DeadCode::toString).collect(joining("\n\n"));
    return setting
        + refusal.map(e -> " is refused: " + e.getMessage()).orElse("")
        + "\n"
        + listings;
  }
}
