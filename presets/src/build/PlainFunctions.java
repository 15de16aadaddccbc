import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes {@code org.libbpfjava.raw.global.plain} of what JavaCPP generates for the mapper of that
 * name: the functions without any class of JavaCPP's in their signature, in a class whose start is
 * the native library alone.
 */
final class PlainFunctions {
  private static final String ANY_ANNOTATION = "@\\w+(?:\\(\"[^\"]*\"\\))?\\s*";
  private static final Pattern ANNOTATION = Pattern.compile(ANY_ANNOTATION);
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^@NoException public static native ((?:"
              + ANY_ANNOTATION
              + ")*\\w+ \\w+)\\(([^;]*)\\);",
          Pattern.MULTILINE);
  private static final Pattern CONSTANTS =
      Pattern.compile("^public static final int LBJ_[^;]*;", Pattern.MULTILINE);
  private static final Pattern RESULT = Pattern.compile("(void|boolean|int|long|String) \\w+");
  private static final Pattern PARAMETER =
      Pattern.compile("(boolean|short|int|long|String|byte\\[\\]|int\\[\\]|long\\[\\]) \\w+");

  private static final String HEAD =
      """
      package org.libbpfjava.raw.global;

      import org.bytedeco.javacpp.annotation.*;

      /**
       * Our shim's functions, and those of libbpf that take handles, numbers, arrays and texts alone.
       * A handle is its address. Nothing is checked here.
       */
      @Properties(inherit = org.libbpfjava.presets.plain.class)
      public class plain {
          static { org.libbpfjava.presets.NativeLibrary.loadLibrary(); }

          private plain() {}

      """;

  private PlainFunctions() {}

  static void write(Path folder) throws IOException {
    Path raw = folder.resolve("org/libbpfjava/raw");
    Path file = raw.resolve("global/plain.java");
    List<String> members = new ArrayList<>();
    String generated = Files.readString(file);
    for (Matcher m = CONSTANTS.matcher(generated); m.find(); ) {
      members.add(m.group());
    }
    for (Matcher m = FUNCTION.matcher(generated); m.find(); ) {
      if (is(RESULT, m.group(1))
          && parameters(m.group(2)).stream().allMatch(one -> is(PARAMETER, one))) {
        members.add(m.group());
      }
    }
    String text = HEAD + String.join("\n\n", new TreeSet<>(members)) + "\n}\n";
    Files.writeString(file, text);
    delete(raw.resolve("plain")); // the structs, a second time
  }

  /** By the commas that stand in no annotation. */
  private static List<String> parameters(String text) {
    return text.isBlank() ? List.of() : List.of(text.split(",\\s*(?![^(]*\\))", -1));
  }

  private static boolean is(Pattern plain, String declaration) {
    String bare = ANNOTATION.matcher(declaration).replaceAll("").strip();
    return plain.matcher(bare).matches();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
