package org.libbpfjava.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A whole run, as it is kept in JSON; the table and the page are made of it.
 *
 * @param machine what it ran on
 * @param quick whether with few rounds
 * @param rounds how often Java and C took turns
 * @param lines the rows in order
 * @param peers what each peer did, by its name and the row's title
 */
record Report(
    Machine machine,
    boolean quick,
    int rounds,
    List<Line> lines,
    Map<String, Map<String, PeerResult>> peers) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static Report read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Report.class);
  }
}
