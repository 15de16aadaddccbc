import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is changed in the files that JavaCPP generates. Each change is of one line and must be
 * found: a JavaCPP that writes something else ends the build.
 */
final class GeneratedCode {
  private GeneratedCode() {}

  /** The Java half: who loads the library, and when the structs are registered. */
  static void changeSources(Path folder) throws IOException {
    // Each class would have JavaCPP's Loader search for a library of its own, 50 ms for the first.
    Path global = folder.resolve("org/libbpfjava/raw/global/libbpf.java");
    replace(global, "Loader\\.load\\(\\)", "org.libbpfjava.presets.NativeLibrary.load()");
    List<Path> structs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("org/libbpfjava/raw"))) {
      structs.addAll(files.filter(file -> file.toString().endsWith(".java")).sorted().toList());
    }
    for (Path struct : structs) {
      if (Files.readString(struct).contains("Loader.load()")) {
        replace(
            struct,
            "Loader\\.load\\(\\)",
            "org.libbpfjava.presets.NativeLibrary.registerStructs()");
      }
    }
  }

  /** The C++ half: structs in a second call, and arguments that are checked. */
  static void changeJni(Path folder) throws IOException {
    Path binding = folder.resolve("jnilibbpf.cpp");
    // Structs are registered by a second call, from the first struct: it loads the class of each.
    replace(
        binding,
        "^    if \\(JavaCPP_vm == vm\\) \\{$",
        "    if (JavaCPP_vm == vm && !lbj_register_structs) {");
    replace(
        binding,
        "^    for \\(int i = 0; i < \\d+ && !env->ExceptionCheck\\(\\); i\\+\\+\\) \\{$",
        "$0\n        if (!lbj_register_structs) break;");
    replaceFirst(
        binding, "^extern \"C\" \\{$", "extern \"C\" int lbj_register_structs; extern \"C\" {");
    CheckedArguments.main(
        new String[] {binding.toString(), folder.resolve("jnijavacpp.cpp").toString()});
  }

  private static void replace(Path file, String pattern, String replacement) throws IOException {
    String text = Files.readString(file);
    long found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results().count();
    if (found != 1) {
      throw new IllegalStateException(
          file.getFileName() + " is not as expected: " + found + " times " + pattern);
    }
    replaceFirst(file, pattern, replacement);
  }

  private static void replaceFirst(Path file, String pattern, String replacement)
      throws IOException {
    Matcher found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(file));
    if (!found.find()) {
      throw new IllegalStateException(file.getFileName() + " is not as expected: no " + pattern);
    }
    Files.writeString(file, found.replaceFirst(replacement));
  }
}
