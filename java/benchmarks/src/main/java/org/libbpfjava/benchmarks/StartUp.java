package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.libbpfjava.benchmarks.rows.Empty;
import org.libbpfjava.benchmarks.rows.FirstAttached;
import org.libbpfjava.benchmarks.rows.Row;

/**
 * Whole processes, from their start to a program that has been attached and has run, against the
 * same in C plus a JVM with an empty main. On all processors, with a warm file cache, and with the
 * class path of a program that depends on this library alone: the JVM reads the directory of each
 * jar on it when it looks for a logger, and JMH's are thousands of entries.
 */
final class StartUp {
  private static final String PLAIN = "JVM start to first program attached, C with an empty JVM";

  /** What the documentation tells users to make; a file that one run writes and the next use. */
  private enum Archive {
    NONE("", 0, "ratio 2.50", "", ""),
    APP_CDS(", AppCDS", 13, "ratio 1.70", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
    AOT_CACHE(", AOT cache", 25, "ratio 1.35", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

    final String title;
    final int firstJdk;
    final String goal;
    final String make;
    final String use;

    Archive(String title, int firstJdk, String goal, String make, String use) {
      this.title = PLAIN + title;
      this.firstJdk = firstJdk;
      this.goal = goal;
      this.make = make;
      this.use = use;
    }

    static List<Archive> ofThisJdk() {
      return Stream.of(values())
          .filter(archive -> archive.firstJdk <= Runtime.version().feature())
          .toList();
    }
  }

  static final List<String> TITLES =
      Archive.ofThisJdk().stream().map(archive -> archive.title).toList();

  private static final Pattern LIBRARY = Pattern.compile("libbpf-java-|javacpp-");
  private static final String FUNCTION = "first_attached";
  private static final String SEED = "4711";

  private final Path work;
  private final String classPath;
  private final List<String> options;
  private final List<String> baseline;

  StartUp(Path work, Baseline baseline, Path objects) throws IOException {
    this.work = work;
    this.classPath = jars();
    this.options = List.of("-D" + Row.OBJECTS + "=" + objects, "-cp", classPath);
    this.baseline = baseline.command(FUNCTION, SEED);
  }

  /** Class-data archives take jars alone, so the benchmarks' own classes become one. */
  private String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(jar(path).toString());
      } else if (LIBRARY.matcher(path.getFileName().toString()).lookingAt()) {
        jars.add(entry);
      }
    }
    return String.join(":", jars);
  }

  private Path jar(Path folder) throws IOException {
    Path jar = Files.createTempFile(work, "classes", ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        entries.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  List<Line> measure(int rounds) {
    Map<Archive, List<Line.Round>> measured = new EnumMap<>(Archive.class);
    for (Archive archive : Archive.ofThisJdk()) {
      measured.put(archive, new ArrayList<>());
      if (archive != Archive.NONE) {
        List<String> training = new ArrayList<>(List.of(archive.make + file(archive)));
        training.addAll(List.of("-Xlog:disable", "-Xlog:all=off:stderr"));
        Child.run(java(training, FirstAttached.class));
      }
    }
    for (int i = 0; i <= rounds; i++) {
      Side c = Child.runOnAllProcessors(baseline).timed();
      double empty = Child.runOnAllProcessors(java(List.of(), Empty.class)).nanos();
      Side cAndJvm = new Side(List.of(c.nanos().get(0) + empty), c.values(), c.checksum());
      for (Map.Entry<Archive, List<Line.Round>> row : measured.entrySet()) {
        Archive archive = row.getKey();
        List<String> using =
            archive == Archive.NONE ? List.of() : List.of(archive.use + file(archive));
        Side ours = Child.runOnAllProcessors(java(using, FirstAttached.class)).timed();
        if (i > 0) { // the first round warms the file cache
          row.getValue().add(new Line.Round(ours, cAndJvm));
        }
      }
    }
    return measured.entrySet().stream()
        .map(
            row ->
                new Line(
                    FUNCTION,
                    row.getKey().name(),
                    row.getKey().title,
                    row.getKey().goal,
                    row.getValue()))
        .toList();
  }

  private Path file(Archive archive) {
    return work.resolve("first-attached." + archive);
  }

  private List<String> java(List<String> more, Class<?> main) {
    List<String> command = JavaSide.java(more);
    command.addAll(options);
    command.add(main.getName());
    command.add(SEED);
    return command;
  }
}
