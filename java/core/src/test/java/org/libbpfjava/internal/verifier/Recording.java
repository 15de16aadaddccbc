package org.libbpfjava.internal.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.InstructionCodec;

/** A test resource of parts, each under a line {@code === name}: what a kernel really answered. */
final class Recording {
  private final Map<String, StringBuilder> parts = new LinkedHashMap<>();

  static Recording of(String resource) {
    Recording recording = new Recording();
    try (InputStream in = Recording.class.getResourceAsStream(resource)) {
      String text = new String(Objects.requireNonNull(in, resource).readAllBytes(), US_ASCII);
      StringBuilder part = new StringBuilder(); // the comment before the first part
      for (String line : text.lines().toList()) {
        if (line.startsWith("=== ")) {
          part = new StringBuilder();
          recording.parts.put(line.substring(4), part);
        } else {
          part.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recording;
  }

  Iterable<String> names() {
    return parts.keySet();
  }

  String part(String name) {
    return Objects.requireNonNull(parts.get(name), name).toString();
  }

  List<Instruction> instructions(String name) {
    return InstructionCodec.decode(HexFormat.of().parseHex(part(name).replace("\n", "")));
  }
}
