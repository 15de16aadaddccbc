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
 *   The instruction, and its source where that is known.
 *
 * Causal path:
 *   How the verifier came there.
 *
 * Suggestion:
 *   One sentence or more.
 * </pre>
 */
final class FailureReport {
  private String title = "";
  private String heading = "";
  private final Map<String, String> paragraphs = new LinkedHashMap<>();

  void title(String line) {
    title = line.substring(line.indexOf(": ") + 2).strip();
  }

  void line(String line) {
    if (line.startsWith(" ")) {
      paragraphs.merge(heading, line.strip(), (text, more) -> text + " " + more);
    } else if (line.endsWith(":")) {
      heading = line.substring(0, line.length() - 1);
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
    return Optional.ofNullable(paragraphs.get("At"));
  }

  Optional<String> suggestion() {
    return Optional.ofNullable(paragraphs.get("Suggestion"));
  }
}
