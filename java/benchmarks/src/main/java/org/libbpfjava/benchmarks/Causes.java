package org.libbpfjava.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What was found to make rows miss their goals.
 *
 * @param byRows the cause of the rows whose whole title a regular expression matches
 */
record Causes(Map<String, String> byRows) {

  /** Reads a file of {@code {"REGEX": "cause"}}. */
  static Causes read(Path file) throws IOException {
    return new Causes(
        new ObjectMapper()
            .readValue(file.toFile(), new TypeReference<LinkedHashMap<String, String>>() {}));
  }

  /** {@return the cause of a row's miss, or that nobody has looked for it} */
  String of(String title) {
    return byRows.entrySet().stream()
        .filter(cause -> Pattern.matches(cause.getKey(), title))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("not explained yet");
  }
}
