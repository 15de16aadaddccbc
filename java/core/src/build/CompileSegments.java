import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Compiles what needs types of JDK 22 by any JDK from 17 on, against stubs of those types. The
 * stubs are not shipped: the JVM that loads such a class has the types themselves.
 *
 * <p>Arguments: the sources, the stubs, the compiled classes that are used and added to, and a
 * folder for what is made on the way.
 */
final class CompileSegments {
  private CompileSegments() {}

  public static void main(String[] args) throws IOException {
    Path classes = Path.of(args[2]);
    Path stubs = Path.of(args[3], "stubs");
    // Not at once beside the others: javac would find the module there, and look for those it needs.
    Path made = Path.of(args[3], "classes");
    compile(Path.of(args[1]), List.of("-Xlint:all"), stubs);
    compile(
        Path.of(args[0]),
        List.of("-Xlint:all", "-Werror", "-g", "-XDstringConcat=inline", "-cp", classes + ":" + stubs),
        made);
    for (Path file : files(made, ".class")) {
      Files.copy(file, classes.resolve(made.relativize(file).toString()), REPLACE_EXISTING);
    }
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static void compile(Path sources, List<String> options, Path target) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none"));
    arguments.addAll(options);
    arguments.addAll(List.of("-d", Files.createDirectories(target).toString()));
    files(sources, ".java").forEach(file -> arguments.add(file.toString()));
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    if (javac.run(System.out, System.err, arguments.toArray(new String[0])) != 0) {
      System.exit(1);
    }
  }
}
