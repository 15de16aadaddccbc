package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Java peer: the rows in {@code src/peer/java}, compiled against a checkout of hello-ebpf that
 * the user has built.
 */
final class HelloEbpf extends Peer {
  private static final String NAME = "hello-ebpf";
  private static final int OLDEST_JDK = 22;
  private static final String MAIN = "org.libbpfjava.benchmarks.peer.Rows";
  private static final String PROCESSOR = "me.bechberger.ebpf.bpf.processor.Processor";
  private static final Pattern JDK_VERSION = Pattern.compile("JAVA_VERSION=\"((\\d+)[^\"]*)\"");

  /** An iteration. Its get and set are system calls: as many as ours would take a minute. */
  private static final int MOST_OPERATIONS = 100_000;

  /** An iteration of a row that opens and loads objects, which takes it tens of milliseconds. */
  private static final int MOST_LOADS = 20;

  /** Iterations before those that count: its code is compiled after some hundreds of loads. */
  private static final int WARM_UP_OF_LOADS = 10;

  private final String jdkVersion;
  private final List<String> java;

  private HelloEbpf(String jdkVersion, List<String> java, Optional<String> obstacle) {
    super(NAME, obstacle);
    this.jdkVersion = jdkVersion;
    this.java = java;
  }

  /**
   * Compiles the rows. Where they do not compile, no row has a figure.
   *
   * @param checkout hello-ebpf's, with its jars built
   * @param jdk 22 or newer
   * @param libraries the folders where the JVM looks for libbpf; null for its own
   * @param sources the rows'
   * @param output a folder for the classes, which is emptied
   * @throws IllegalArgumentException if the checkout or the JDK will not do
   */
  static HelloEbpf build(
      Path checkout, Path jdk, @Nullable String libraries, Path sources, Path output)
      throws IOException {
    Path jar = checkout.resolve("bpf/target/bpf.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException(
          checkout + " is no built checkout of hello-ebpf: there is no " + jar);
    }
    String version = requireJdk(jdk);
    empty(output); // its compiler trusts a vmlinux.h that it finds, however it ended
    List<String> javac = new ArrayList<>(List.of("env", "-C", output.toString())); // it caches in .
    javac.add(jdk.resolve("bin/javac").toString());
    Path opens = checkout.resolve(".mvn/jvm.config"); // of the compiler, for its plugin
    if (Files.exists(opens)) {
      Pattern.compile("\\S+")
          .matcher(Files.readString(opens))
          .results()
          .forEach(option -> javac.add("-J" + option.group()));
    }
    javac.addAll(List.of("-cp", jar.toString(), "-processor", PROCESSOR));
    javac.addAll(List.of("-Xplugin:BPFCompilerPlugin", "-d", output.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .forEach(file -> javac.add(file.toString()));
    }
    Optional<String> obstacle = compile(NAME, javac, output.resolve("compile.log"));
    List<String> java = new ArrayList<>();
    java.add(jdk.resolve("bin/java").toString());
    java.add("-XX:+UseG1GC");
    java.add("--enable-native-access=ALL-UNNAMED");
    if (libraries != null) {
      java.add("-Djava.library.path=" + libraries);
    }
    java.addAll(List.of("-cp", output + ":" + jar, MAIN));
    return new HelloEbpf(version, java, obstacle);
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.sorted(Comparator.reverseOrder()).toList(); // a folder after what is in it
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.createDirectories(folder);
  }

  private static String requireJdk(Path jdk) throws IOException {
    Path release = jdk.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(jdk.resolve("bin/javac"))) {
      throw new IllegalArgumentException(jdk + " is no JDK");
    }
    Matcher version = JDK_VERSION.matcher(Files.readString(release));
    if (!version.find()) {
      throw new IllegalArgumentException(release + " tells no version");
    }
    if (Integer.parseInt(version.group(2)) < OLDEST_JDK) {
      throw new IllegalArgumentException(
          "hello-ebpf needs JDK "
              + OLDEST_JDK
              + " or newer, "
              + jdk
              + " is "
              + version.group(1)
              + "; --hello-ebpf-jdk names another");
    }
    return version.group(1);
  }

  @Override
  Map<String, String> facts() {
    return Map.of("JDK of hello-ebpf", jdkVersion);
  }

  @Override
  int operations(RowSpec row) {
    return Math.min(row.operations(), row.isOfWholeObjects() ? MOST_LOADS : MOST_OPERATIONS);
  }

  @Override
  int warmup(RowSpec row, int usual) {
    return row.isOfWholeObjects() ? WARM_UP_OF_LOADS : usual;
  }

  @Override
  Optional<String> reasonAgainst(RowSpec row) {
    return reason(row);
  }

  static Optional<String> reason(RowSpec row) {
    return switch (row.function()) {
      case "long_get", "int_get", "long_set", "int_set", "struct_get", "call_get" ->
          Optional.empty();
      case "map_lookup", "map_update", "lost_updates" -> Optional.empty();
      case "cycle" ->
          row.argument().equals("small")
              ? Optional.empty()
              : Optional.of("not run: loads objects of its own alone");
      case "atomic_add" -> Optional.of("not possible: adds by get and set");
      case "variable_get", "variable_set", "look_up" ->
          Optional.of("not possible: no access by name");
      case "open_only", "open_memory" -> Optional.of("not possible: opens and loads at once");
      case "cycle_growth" -> Optional.of("not run: thousands of loads of tens of milliseconds");
      default -> Optional.of("not run");
    };
  }

  @Override
  List<String> command(RowSpec row, int warmup, int iterations) {
    List<String> command = new ArrayList<>(java);
    command.add(row.function());
    command.add(row.argument());
    for (int number : new int[] {row.operations(), warmup, iterations}) {
      command.add(Integer.toString(number));
    }
    return command;
  }
}
