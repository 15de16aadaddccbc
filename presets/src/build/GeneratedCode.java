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

  /** The Java half: who loads the library, when the structs are registered, and no warnings. */
  static void changeSources(Path folder) throws IOException {
    PlainFunctions.write(folder);
    Path raw = folder.resolve("org/libbpfjava/raw");
    Path global = raw.resolve("global/libbpf.java");
    List<Path> classes = new ArrayList<>(List.of(global));
    try (Stream<Path> files = Files.list(raw)) {
      classes.addAll(files.filter(file -> file.toString().endsWith(".java")).sorted().toList());
    }
    for (Path type : classes) {
      // Each class would have JavaCPP's Loader search for a library of its own, 50 ms for the
      // first.
      if (type.equals(global) || Files.readString(type).contains("Loader.load()")) {
        String load = type.equals(global) ? "load" : "registerStructs";
        replace(type, "Loader\\.load\\(\\)", "org.libbpfjava.presets.NativeLibrary." + load + "()");
      }
      // javac's warnings are for code that is written by hand.
      replace(
          type,
          "^public class ",
          "@SuppressWarnings({\"missing-explicit-ctor\", \"rawtypes\", \"unchecked\"})\n$0");
    }
  }

  /** The C++ half: structs in a second call, and arguments that are checked. */
  static void changeJni(Path folder, List<Class<?>> classes) throws IOException {
    Path binding = folder.resolve("jnilibbpf.cpp");
    JavaCppNatives.append(folder.resolve("jnijavacpp.cpp"), classes);
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
