import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes {@code org.libbpfjava.raw.global.bpf}: the constants of linux/bpf.h that arguments of libbpf
 * take. These are the enums that have a name, with the numbers of the helpers, and the flags of
 * bpf(2). The other flags are for programs; the header has them behind the helpers.
 *
 * <p>JavaCPP does not parse that header, which would make a hundred classes of structs. A class of
 * its own costs nothing at start: javac copies the constants to where they are used.
 *
 * <p>Arguments: the header, and the folder of generated sources. A file that is up to date stays
 * untouched.
 */
final class KernelConstants {
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
  private static final Pattern PLACE =
      Pattern.compile("\\benum\\s*(\\w*)\\s*\\{([^}]*)\\}|#define\\s+(BPF_F_\\w+)\\s+(\\(.*\\))");
  private static final Pattern HELPER = Pattern.compile("\\bFN\\((\\w+), (\\d+), ##ctx\\)");
  private static final String HELPERS = "bpf_func_id";

  private final String header;
  private final StringBuilder out = new StringBuilder();

  private KernelConstants(String header) {
    this.header = header;
  }

  public static void main(String[] args) throws IOException {
    String header = COMMENT.matcher(Files.readString(Path.of(args[0]))).replaceAll("");
    String source = new KernelConstants(header).source();
    Path file = Path.of(args[1], "org/libbpfjava/raw/global/bpf.java");
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
    }
  }

  private String source() {
    int helpers = header.indexOf("enum " + HELPERS);
    if (helpers < 0) {
      throw new IllegalStateException("linux/bpf.h has no enum " + HELPERS);
    }
    for (Matcher m = PLACE.matcher(header); m.find(); ) {
      boolean ofSystemCall = m.start() < helpers;
      if (m.group(3) != null) {
        if (ofSystemCall) {
          constant(m.group(3), m.group(4));
        }
      } else if (m.group(1).equals(HELPERS)) {
        out.append("\n  // enum " + HELPERS + "\n");
        HELPER
            .matcher(header)
            .results()
            .forEach(helper -> constant("BPF_FUNC_" + helper.group(1), helper.group(2)));
      } else if (ofSystemCall || !m.group(1).isEmpty()) {
        out.append(("\n  // enum " + m.group(1)).stripTrailing() + "\n");
        enumerators(m.group(2));
      }
    }
    return """
        package org.libbpfjava.raw.global;

        /** Constants of linux/bpf.h: types, places to attach, commands, helpers, flags of bpf(2). */
        public final class bpf {
          private bpf() {}
        %s}
        """
        .formatted(out);
  }

  /** Each without a value of its own is one more than the one before. */
  private void enumerators(String body) {
    String next = "0";
    for (String enumerator : body.split(",")) {
      String[] parts = enumerator.strip().split("\\s*=\\s*");
      if (!parts[0].isEmpty() && !parts[0].startsWith("__")) {
        constant(parts[0], parts.length > 1 ? parts[1] : next);
        next = parts[0] + " + 1";
      }
    }
  }

  /** A C expression of these is one of Java, but for the U of unsigned numbers. */
  private void constant(String name, String value) {
    out.append("  public static final int " + name + " = ")
        .append(value.replaceAll("\\b(\\d\\w*?)U?L*\\b", "$1"))
        .append(";\n");
  }
}
