package org.libbpfjava.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine. */
public final class Jdks {
  private static final Path ALL = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /** {@return the home of the newest one that is of a version or later, empty for none} */
  public static Optional<Path> newest(int least) throws IOException {
    Optional<Path> newest = Optional.empty();
    int version = least - 1;
    if (Runtime.version().feature() > version) {
      newest = Optional.of(Path.of(System.getProperty("java.home")));
      version = Runtime.version().feature();
    }
    for (Path home : homes()) {
      int feature = feature(home);
      if (feature > version) {
        newest = Optional.of(home);
        version = feature;
      }
    }
    return newest;
  }

  /** {@return the command that runs a test's main class on another JDK, with this class path} */
  public static List<String> java(Path home, Class<?> main, String... arguments) {
    List<String> command = ChildProcess.java(main, arguments);
    command.set(0, home.resolve("bin/java").toString());
    if (Runtime.version().feature() < 22) {
      command.add(1, "--enable-native-access=ALL-UNNAMED"); // or a warning is in the output
    }
    return command;
  }

  private static List<Path> homes() throws IOException {
    try (Stream<Path> homes = Files.list(ALL)) {
      return homes.filter(home -> Files.isExecutable(home.resolve("bin/java"))).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** {@return the version of a JDK, 0 for what is none} */
  public static int feature(Path home) throws IOException {
    Properties facts = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("release"))) {
      facts.load(in);
    } catch (NoSuchFileException e) {
      return 0;
    }
    String version = facts.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]", -1)[0]);
  }
}
