package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java peer's side: the rows in {@code src/peer}, a process each, compiled against a checkout
 * of hello-ebpf that the user has built. Nothing of it is part of the build.
 */
final class HelloEbpf {
  private static final int OLDEST_JDK = 22;
  private static final String MAIN = "org.libbpfjava.benchmarks.peer.Rows";
  private static final String PROCESSOR = "me.bechberger.ebpf.bpf.processor.Processor";
  private static final Pattern JDK_VERSION = Pattern.compile("JAVA_VERSION=\"((\\d+)[^\"]*)\"");

  /** An iteration. Its get and set are system calls: as many as ours would take a minute. */
  private static final int MOST_OPERATIONS = 100_000;

  private final String jdkVersion;
  private final List<String> java;
  private final Map<String, PeerResult> results = new LinkedHashMap<>();

  private HelloEbpf(String jdkVersion, List<String> java) {
    this.jdkVersion = jdkVersion;
    this.java = java;
  }

  /**
   * Compiles the rows.
   *
   * @param checkout hello-ebpf's, with its jars built
   * @param jdk 22 or newer
   * @param sources the rows'
   * @param output a folder for the classes
   * @throws IllegalArgumentException if the checkout or the JDK will not do, or the two do not
   *     compile the rows
   */
  static HelloEbpf build(Path checkout, Path jdk, Path sources, Path output) throws IOException {
    Path jar = checkout.resolve("bpf/target/bpf.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException(
          checkout + " is no built checkout of hello-ebpf: there is no " + jar);
    }
    String version = requireJdk(jdk);
    Files.createDirectories(output);
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
    Bench.progress("compiling the rows of hello-ebpf");
    try {
      Child.runOnAllProcessors(javac);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "hello-ebpf in " + checkout + " does not compile the rows: " + e.getMessage(), e);
    }
    return new HelloEbpf(
        version,
        List.of(
            jdk.resolve("bin/java").toString(),
            "-XX:+UseG1GC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            output + ":" + jar,
            MAIN));
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

  String jdkVersion() {
    return jdkVersion;
  }

  /** {@return what it did in the rows that it was asked for, by title} */
  Map<String, PeerResult> results() {
    return results;
  }

  /** One round of a timed row: the peer, and C for as many operations. */
  void time(RowSpec row, Baseline c, int warmup, int iterations) {
    // Opening and loading an object takes it half a second.
    int operations = row.isOfWholeObjects() ? 1 : Math.min(row.operations(), MOST_OPERATIONS);
    run(
        row,
        () ->
            new Line.Round(
                Child.run(command(row, operations, warmup, iterations)).side(operations),
                c.run(row.withOperations(operations), 1, iterations)));
  }

  /**
   * A probe.
   *
   * @param c what C printed
   */
  void probe(RowSpec row, Side c) {
    run(row, () -> new Line.Round(Child.runOnAllProcessors(command(row, 1, 0, 0)).side(1), c));
  }

  private void run(RowSpec row, Supplier<Line.Round> round) {
    Optional<String> reason = reasonAgainst(row.function(), row.argument());
    PeerResult before = results.getOrDefault(row.title(), PeerResult.none(reason.orElse("")));
    PeerResult result = before;
    if (before.note().isEmpty()) {
      try {
        result = before.and(round.get());
      } catch (IllegalStateException e) {
        System.err.println("bench: hello-ebpf: " + e.getMessage());
        result = PeerResult.none(PeerResult.FAILED);
      }
    }
    results.put(row.title(), result);
  }

  /** {@return why hello-ebpf has no figure in a row; empty where it can run it} */
  static Optional<String> reasonAgainst(String function, String argument) {
    return switch (function) {
      case "long_get", "int_get", "long_set", "int_set", "struct_get", "call_get" ->
          Optional.empty();
      case "map_lookup", "map_update", "lost_updates" -> Optional.empty();
      case "cycle" ->
          argument.equals("small")
              ? Optional.empty()
              : Optional.of("not run: loads objects of its own alone");
      case "atomic_add" -> Optional.of("not possible: adds by get and set");
      case "variable_get", "variable_set", "look_up" ->
          Optional.of("not possible: no access by name");
      case "open_only", "open_memory" -> Optional.of("not possible: opens and loads at once");
      case "loaded_memory", "cycle_growth" ->
          Optional.of("not run: hundreds of loads of half a second");
      default -> Optional.of("not run");
    };
  }

  private List<String> command(RowSpec row, int operations, int warmup, int iterations) {
    List<String> command = new ArrayList<>(java);
    command.add(row.function());
    command.add(row.argument());
    for (int number : new int[] {operations, warmup, iterations}) {
      command.add(Integer.toString(number));
    }
    return command;
  }
}
