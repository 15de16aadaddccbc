package org.libbpfjava;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All variables of an object at once, for people and for programs. */
final class VariableDump {
  private static final int MAX_BYTES = 16 << 20;

  private VariableDump() {}

  /** Sections with a head line each and their variables below, as C declarations with values. */
  static String text(List<String> sections, Variables variables) {
    StringBuilder text = new StringBuilder();
    for (String section : sections) {
      List<String> refusals = variables.refusals(section);
      List<GlobalVariable> usable = variables.in(section);
      if (!usable.isEmpty()) {
        text.append(section).append(" (").append(usable.get(0).accessMode());
        text.append(usable.get(0).isReadOnly() ? ", read-only)\n" : ")\n");
      } else if (!refusals.isEmpty()) {
        text.append(section).append('\n');
      }
      usable.forEach(variable -> text.append("  ").append(variable).append(";\n"));
      refusals.forEach(refusal -> text.append("  /* ").append(refusal).append(" */\n"));
    }
    return text.toString();
  }

  /** Values by section and name; of several variables of one name the later ones by name@offset. */
  static Map<String, Map<String, Object>> tree(List<GlobalVariable> variables) {
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    for (GlobalVariable variable : variables) {
      Object value = value(variable);
      if (value == null) {
        continue;
      }
      Map<String, Object> values =
          sections.computeIfAbsent(variable.section(), name -> new LinkedHashMap<>());
      String name = variable.name();
      values.put(values.containsKey(name) ? name + "@" + variable.offset() : name, value);
    }
    sections.replaceAll((name, values) -> new PrintedMap<>(values));
    return new PrintedMap<>(sections);
  }

  /** {@return what it holds, null if that is too much for one of many values} */
  private static @Nullable Object value(GlobalVariable variable) {
    if (variable.size() > MAX_BYTES) {
      return null;
    }
    try {
      return variable.get();
    } catch (IllegalArgumentException tooMany) { // values, in a few bytes of hostile BTF
      return null;
    }
  }
}
