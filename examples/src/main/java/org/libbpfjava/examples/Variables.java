package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.util.List;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.btf.BtfType;

/** Prints variables as a table: section, C type, name, value. */
final class Variables {
  private static final int WIDEST_VALUE = 60;

  private Variables() {}

  static void print(PrintWriter out, List<GlobalVariable> variables) {
    out.printf("  %-8s %-22s %-12s %s%n", "section", "C type", "name", "value");
    for (GlobalVariable variable : variables) {
      String value = variable.valueText();
      out.printf(
          "  %-8s %-22s %-12s %s%n",
          variable.section(),
          variable.type().map(Variables::describe).orElse(variable.size() + " bytes"),
          variable.name(),
          value.length() <= WIDEST_VALUE ? value : value.substring(0, WIDEST_VALUE) + "...");
    }
  }

  /** A type without its members, which the value shows. */
  private static String describe(BtfType type) {
    String text = type.toC("").strip();
    int body = text.indexOf(" {");
    return body < 0 ? text : text.substring(0, body);
  }
}
