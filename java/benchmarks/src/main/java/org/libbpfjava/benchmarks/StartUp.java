package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final String ARCHIVED = PLAIN + ", AppCDS";
  static final List<String> TITLES = List.of(PLAIN, ARCHIVED);

  private static final Pattern LIBRARY = Pattern.compile("libbpf-java-|javacpp-");
  private static final String FUNCTION = "first_attached";
  private static final String SEED = "4711";

  private final Path work;
  private final String classPath;
  private final List<String> options;
  private final Path archive;
  private final List<String> baseline;

  StartUp(Path work, Baseline baseline, Path objects) throws IOException {
    this.work = work;
    this.classPath = jars();
    this.options = List.of("-D" + Row.OBJECTS + "=" + objects, "-cp", classPath);
    this.archive = work.resolve("first-attached.jsa");
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
    List<String> archiving = new ArrayList<>(List.of("-XX:ArchiveClassesAtExit=" + archive));
    archiving.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=off:stderr"));
    Child.run(java(archiving, FirstAttached.class));
    List<Line.Round> plain = new ArrayList<>();
    List<Line.Round> archived = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      Side c = Child.runOnAllProcessors(baseline).timed();
      double empty = Child.runOnAllProcessors(java(List.of(), Empty.class)).nanos();
      Side ours = Child.runOnAllProcessors(java(List.of(), FirstAttached.class)).timed();
      Side fromArchive =
          Child.runOnAllProcessors(
                  java(List.of("-XX:SharedArchiveFile=" + archive), FirstAttached.class))
              .timed();
      Side cAndJvm = new Side(List.of(c.nanos().get(0) + empty), c.values(), c.checksum());
      if (i > 0) { // the first round warms the file cache
        plain.add(new Line.Round(ours, cAndJvm));
        archived.add(new Line.Round(fromArchive, cAndJvm));
      }
    }
    return List.of(
        new Line(FUNCTION, "", PLAIN, "100 ms on top", plain),
        new Line(FUNCTION, "AppCDS", ARCHIVED, "60 ms on top", archived));
  }

  private List<String> java(List<String> more, Class<?> main) {
    List<String> command = JavaSide.java(more);
    command.addAll(options);
    command.add(main.getName());
    command.add(SEED);
    return command;
  }
}
