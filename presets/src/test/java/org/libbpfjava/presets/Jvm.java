package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A JVM to start, with the classes of this module, JavaCPP and the tests. */
final class Jvm {
  private final List<String> options;
  private final List<String> path = new ArrayList<>();
  private Path home = Path.of(System.getProperty("java.home"));

  Jvm(String... options) {
    this.options = List.of(options);
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (!entry.contains("libbpf-java-presets-")) {
        path.add(entry);
      }
    }
    path.add(NativeArtifacts.classesJar().toString());
  }

  /** One with all jars of natives. */
  static Jvm withNatives(String... options) {
    Jvm jvm = new Jvm(options);
    NativeArtifacts.platforms().forEach(platform -> jvm.with(NativeArtifacts.jar(platform)));
    return jvm;
  }

  Jvm with(Path entry) {
    path.add(entry.toString());
    return this;
  }

  /** Of another JDK. */
  Jvm on(Path otherHome) {
    home = otherHome;
    return this;
  }

  /** Without what its class path has of this name. */
  Jvm without(String jar) {
    path.removeIf(entry -> entry.contains(jar));
    return this;
  }

  List<String> command(Class<?> main, String... steps) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(":", path), main.getName()));
    command.addAll(Arrays.asList(steps));
    return command;
  }

  Process start(Class<?> main, String... steps) throws IOException {
    return start(command(main, steps));
  }

  Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  /** {@return the newest JDK of this machine, this one where there is no other} */
  static Path newestJdk() throws IOException {
    Path newest = Path.of(System.getProperty("java.home"));
    int version = Runtime.version().feature();
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path home : homes.toList()) {
        Path release = home.resolve("release");
        if (Files.isRegularFile(release)) {
          Properties facts = new Properties();
          try (InputStream in = Files.newInputStream(release)) {
            facts.load(in);
          }
          String text = facts.getProperty("JAVA_VERSION", "\"1\"").replace("\"", "");
          int major = Integer.parseInt(text.split("[.+-]", -1)[0]);
          if (major > version && Files.isExecutable(home.resolve("bin/java"))) {
            newest = home;
            version = major;
          }
        }
      }
    } catch (NoSuchFileException e) {
      // this one, then
    }
    return newest;
  }

  /** {@return all that it printed, once it has ended well} */
  static String output(Process process) throws Exception {
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(0, process.waitFor(), text);
      return text;
    }
  }
}
