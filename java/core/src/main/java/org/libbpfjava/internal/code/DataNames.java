package org.libbpfjava.internal.code;

import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Symbolizer.Symbol;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;

/** Names of the places in an object's data sections. */
final class DataNames {
  private final VariableTable variables;

  DataNames(VariableTable variables) {
    this.variables = variables;
  }

  /**
   * What lies at a byte of a section: {@code &cfg.limits[3].max}, and {@code .rodata+56,
   * BPF_PSEUDO_MAP_VALUE}. A string literal has no name but its section's.
   *
   * @param section the section's ELF name
   * @param offset bytes from its start, unsigned
   */
  Symbol at(String section, int offset) {
    long place = Integer.toUnsignedLong(offset);
    String name = MemberPath.of(section, null, place);
    for (VariableInfo variable : variables.variables(section)) {
      long inside = place - variable.offset();
      if (variable.isUsable() && inside >= 0 && inside < variable.size()) {
        name = MemberPath.of(variable.name(), variable.type().orElse(null), inside);
        break;
      }
    }
    return new Symbol("&" + name, section + "+" + place + ", " + ImmKind.MAP_VALUE.kernelName());
  }

  /** A symbol that the kernel or its configuration defines. */
  Symbol extern(String name) {
    return variables.variables(".kconfig").stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .map(variable -> at(".kconfig", variable.offset()))
        .orElseGet(() -> new Symbol("&" + name, ".ksyms"));
  }
}
