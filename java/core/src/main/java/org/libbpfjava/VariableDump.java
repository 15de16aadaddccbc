package org.libbpfjava;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All variables of an object at once, for people and for programs. */
final class VariableDump {
  private VariableDump() {}

  /** Sections with a head line each and their variables below, as C declarations with values. */
  static String text(List<GlobalVariable> variables) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (GlobalVariable variable : variables) {
      if (!variable.section().equals(section)) {
        section = variable.section();
        text.append(section).append(" (").append(variable.accessMode());
        text.append(variable.isReadOnly() ? ", read-only)\n" : ")\n");
      }
      text.append("  ").append(variable).append(";\n");
    }
    return text.toString();
  }

  /** Values by section and name; of several variables of one name the later ones by name@offset. */
  static Map<String, Map<String, Object>> tree(List<GlobalVariable> variables) {
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    for (GlobalVariable variable : variables) {
      Map<String, Object> values =
          sections.computeIfAbsent(variable.section(), name -> new LinkedHashMap<>());
      String name = variable.name();
      values.put(values.containsKey(name) ? name + "@" + variable.offset() : name, variable.get());
    }
    sections.replaceAll((name, values) -> Collections.unmodifiableMap(values));
    return Collections.unmodifiableMap(sections);
  }
}
