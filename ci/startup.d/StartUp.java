import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Times whole JVMs that use the library, in turns, and prints the medians.
 *
 * <p>Arguments: the folder of the probes, the number of runs, the trees, which are built.
 */
final class StartUp {
  private static final Pattern CORE = Pattern.compile(".*/libbpf-java-[0-9.]+(-SNAPSHOT)?\\.jar");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /** What the documentation tells users to make. */
  private enum Archive {
    APP_CDS("AppCDS", 13, "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
    AOT("AOT cache", 25, "-XX:AOTCacheOutput=", "-XX:AOTCache=");

    final String title;
    final int since;
    final String make;
    final String use;

    Archive(String title, int since, String make, String use) {
      this.title = title;
      this.since = since;
      this.make = make;
      this.use = use;
    }
  }

  /** One command, and the milliseconds that it took each time. */
  private static final class Program {
    final String name;
    final List<String> command;
    final List<Double> millis = new ArrayList<>();

    Program(String name, List<String> command) {
      this.name = name;
      this.command = command;
    }

    void run() throws IOException, InterruptedException {
      long start = System.nanoTime();
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD) // newer JDKs warn of native code
              .start()
              .waitFor();
      millis.add((System.nanoTime() - start) / 1e6);
      if (status != 0) {
        throw new IllegalStateException("status " + status + " of " + String.join(" ", command));
      }
    }

    double median() {
      double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }

  private StartUp() {}

  public static void main(String[] args) throws Exception {
    int runs = args[1].matches("[1-9][0-9]{0,3}") ? Integer.parseInt(args[1]) : 0;
    if (runs == 0) {
      System.err.println("usage: ci/startup [RUNS [TREE…]]");
      System.exit(2);
    }
    Path work = Files.createTempDirectory("startup");
    try {
      List<Program> programs = new ArrayList<>();
      for (String tree : Arrays.asList(args).subList(2, args.length)) {
        programs.addAll(programs(Path.of(args[0]), Path.of(tree).toRealPath(), work));
      }
      measure(programs, runs);
      print(programs);
    } finally {
      try (Stream<Path> files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<Program> programs(Path probes, Path tree, Path work) throws Exception {
    Path folder = Files.createTempDirectory(work, "tree");
    String libraries = libraries(tree);
    String path = probesJar(probes, libraries, folder) + ":" + libraries;
    String object = tree.resolve("examples/target/classes/bpf/globals.bpf.o").toString();
    List<String> names = new ArrayList<>(List.of("Version", "Binding"));
    if (System.getProperty("user.name").equals("root")) {
      names.add("Attached");
    } else {
      System.err.println("startup: not root: no program is attached");
    }
    List<Program> programs = new ArrayList<>();
    programs.add(new Program(tree + "\n  Empty", java("-cp", path, "Empty")));
    for (String name : names) {
      programs.add(new Program("  " + name, java("-cp", path, name, object)));
      for (Archive archive : Archive.values()) {
        if (Runtime.version().feature() >= archive.since) {
          String file = folder.resolve(name + "." + archive).toString();
          train(java(archive.make + file, "-cp", path, name, object));
          programs.add(
              new Program(
                  "  " + name + ", " + archive.title,
                  java(archive.use + file, "-cp", path, name, object)));
        }
      }
    }
    return programs;
  }

  /** A run that writes an archive, in which the JVM may say what it leaves out. */
  private static void train(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }

  /** The library's jars and JavaCPP's. */
  private static String libraries(Path tree) throws IOException {
    Path core = tree.resolve("java/core/target");
    List<String> jars = new ArrayList<>();
    if (Files.exists(core.resolve("test-classpath"))) {
      try (Stream<Path> files = Files.list(core)) {
        files.map(Path::toString).filter(CORE.asMatchPredicate()).forEach(jars::add);
      }
      for (String entry : Files.readString(core.resolve("test-classpath")).strip().split(":")) {
        String name = Path.of(entry).getFileName().toString();
        if (name.startsWith("libbpf-java-presets-") || name.matches("javacpp-[0-9.]+\\.jar")) {
          jars.add(entry);
        }
      }
    }
    if (jars.size() < 4) {
      throw new IllegalStateException(tree + ": build first: mvn package");
    }
    return String.join(":", jars);
  }

  /** Archives take classes from jars alone. */
  private static Path probesJar(Path probes, String libraries, Path folder) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", libraries));
    arguments.addAll(List.of("-d", classes.toString()));
    try (Stream<Path> files = Files.list(probes)) {
      files.map(Path::toString).sorted().forEach(arguments::add);
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    if (javac.run(System.err, System.err, arguments.toArray(new String[0])) != 0) {
      throw new IllegalStateException("the probes do not compile");
    }
    Path jar = folder.resolve("probes.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        entries.putNextEntry(new JarEntry(file.getFileName().toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static void measure(List<Program> programs, int runs) throws Exception {
    for (int run = 0; run <= runs; run++) {
      for (Program program : programs) {
        program.run();
      }
      if (run == 0) { // warms the file cache
        programs.forEach(program -> program.millis.clear());
      }
    }
  }

  private static void print(List<Program> programs) {
    System.out.println("JDK " + Runtime.version());
    double empty = 0;
    for (Program program : programs) {
      if (program.name.endsWith("Empty")) {
        empty = program.median();
        System.out.printf("%s %22.1f ms%n", program.name, empty);
      } else {
        System.out.printf(
            "%-24s %6.1f ms   %+6.1f over empty, %.2f times%n",
            program.name, program.median(), program.median() - empty, program.median() / empty);
      }
    }
  }
}
