package org.libbpfjava.internal.verifier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The report in plain words that the kernel appends to a refusal from 7.3 on (commit ce7c9f6c599b).
 *
 * <pre>
 * Verification failed: Category: Title
 *
 * Reason:
 *   One sentence or more.
 *
 * At:
 *   function @ file:line:column            or, without source, insn N
 *   Source context:
 *       1 | the lines around
 *   >>> 2 | the line that is refused
 *         | ^-- error: what is wrong
 *   Instruction context:
 *   >>> 0 | (95) exit
 *
 * Causal path:
 *   How the verifier came there.
 *
 * Suggestion:
 *   One sentence or more.
 * </pre>
 */
final class FailureReport {
  private static final String MARKED = ">>> ";

  private String title = "";
  private String heading = "";
  private final Map<String, String> paragraphs = new LinkedHashMap<>();
  private String place = "";
  private String sourceLine = "";

  void title(String line) {
    title = line.substring(line.indexOf(": ") + 2).strip();
  }

  void line(String line) {
    if (line.startsWith(" ") && heading.equals("At")) {
      place(line.strip());
    } else if (line.startsWith(" ")) {
      paragraphs.merge(heading, line.strip(), (text, more) -> text + " " + more);
    } else if (line.endsWith(":")) {
      heading = line.substring(0, line.length() - 1);
    }
  }

  /** The first line says where; the first marked one is of the source, where there is source. */
  private void place(String line) {
    if (place.isEmpty()) {
      place = line;
    } else if (line.startsWith(MARKED) && sourceLine.isEmpty() && !place.startsWith("insn ")) {
      sourceLine = line.substring(line.indexOf('|') + 1).strip();
    }
  }

  Optional<String> reason() {
    if (title.isEmpty()) {
      return Optional.empty();
    }
    String reason = paragraphs.get("Reason");
    String words = reason == null ? title : title + ": " + reason;
    return Optional.of(words.endsWith(".") ? words.substring(0, words.length() - 1) : words);
  }

  /** {@return where it stopped, an instruction or a source line} */
  Optional<String> place() {
    return place.isEmpty()
        ? Optional.empty()
        : Optional.of(sourceLine.isEmpty() ? place : sourceLine + " @ " + place);
  }

  Optional<String> suggestion() {
    return Optional.ofNullable(paragraphs.get("Suggestion"));
  }
}
