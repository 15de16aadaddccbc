package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.code.VariableUse;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.internal.message.Log;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.variable.Qualifiers;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;

/** Finds what is set, or initialised, and never reaches a program. */
final class SetEffects {
  private static final int MAX_LISTED = 8; // variables in a warning

  private final String source;
  private final VariableUse use;

  SetEffects(String source, VariableUse use) {
    this.source = source;
    this.use = use;
  }

  /** A data section as it is before load. */
  record Written(String name, CopySectionMemory memory) {}

  void warnOfPointers(VariableTable table) {
    List<String> pointers = use.pointers(table.variables());
    if (!pointers.isEmpty()) {
      Log.warn(
          "object '"
              + source
              + "' has pointers in initialisers, which libbpf does not fill in: "
              + some(pointers)
              + ". Programs read the offset within the target instead, and the verifier refuses to"
              + " follow it. Use arrays of char, or set the pointers in the program");
    }
  }

  private static boolean isFolded(VariableInfo variable) {
    return variable.type().isPresent() && Qualifiers.isFoldedScalar(variable.type().get());
  }

  void check(VariableTable table, List<Written> sections, boolean strict) {
    List<String> folded = new ArrayList<>();
    List<String> unreferenced = new ArrayList<>();
    for (Written section : sections) {
      if (section.memory().isWritten()) {
        for (VariableInfo variable : table.variables(section.name())) {
          if (!variable.isUsable()
              || !section.memory().differs(variable.offset(), variable.size())) {
            continue;
          }
          String subject = "'" + variable.name() + "' in " + section.name();
          if (isFolded(variable)) {
            folded.add(subject);
          } else if (!use.isReferenced(variable)) {
            unreferenced.add(subject);
          }
        }
      }
    }
    if (folded.isEmpty() && unreferenced.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    if (!folded.isEmpty()) {
      reasons.add(
          "const and not volatile, so that clang has put the value into the code: "
              + some(folded)
              + " (declare it const volatile)");
    }
    if (!unreferenced.isEmpty()) {
      reasons.add(
          "no code refers to "
              + some(unreferenced)
              + " (clang has put the value into the code, unless it is volatile, or nothing uses"
              + " it)");
    }
    String sentence = "object '" + source + "': set without effect: " + String.join("; ", reasons);
    if (strict) {
      throw new BpfException(Message.of("load " + sentence));
    }
    Log.warn(sentence);
  }

  private static String some(List<String> sentences) {
    int shown = Math.min(sentences.size(), MAX_LISTED);
    int more = sentences.size() - shown;
    return String.join(", ", sentences.subList(0, shown))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
