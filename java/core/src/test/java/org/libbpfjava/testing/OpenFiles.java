package org.libbpfjava.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this process had open at one moment, to find what stays open after a test.
 *
 * <p>A number alone tells nothing: another thread of the JVM opens a file for a moment, and a
 * cleaner closes what an earlier test forgot. So files are counted by what they are, and only what
 * is there more often, and stays so, is a leak.
 */
public final class OpenFiles {
  private static final long PATIENCE = SECONDS.toNanos(5);

  static {
    // A JVM opens the jars of its class path when it first looks into them, and keeps them.
    ClassLoader.getSystemResource("no/such/resource");
    // The first channel of a JVM opens a socket of the JDK's own, which stays.
    try (FileChannel any = FileChannel.open(Path.of("/proc/self/status"))) {
      any.size();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Map<String, Integer> before = count();

  private OpenFiles() throws IOException {}

  /** {@return what is open now} */
  public static OpenFiles now() throws IOException {
    return new OpenFiles();
  }

  /** Fails with what is open more often than before. */
  public void assertNoMore() throws IOException {
    assertEquals(Map.of(), more(), "open more often than before");
  }

  /** {@return what is open more often than before, and how much more often} */
  public Map<String, Integer> more() throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    Map<String, Integer> more = difference();
    while (!more.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      more = difference();
    }
    return more;
  }

  /** {@return whether something is open more often than before at this moment} */
  public boolean isMore() throws IOException {
    return !difference().isEmpty();
  }

  private Map<String, Integer> difference() throws IOException {
    Map<String, Integer> more = new TreeMap<>();
    count()
        .forEach(
            (kind, times) -> {
              int grown = times - before.getOrDefault(kind, 0);
              if (grown > 0) {
                more.put(kind, grown);
              }
            });
    return more;
  }

  private static Map<String, Integer> count() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      all.map(OpenFiles::kind)
          .filter(kind -> !kind.isEmpty())
          .forEach(kind -> files.merge(kind, 1, Integer::sum));
    }
    return files;
  }

  /** {@return a file's path, or the kind of a file that has none} */
  private static String kind(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.matches("/proc/\\d+/fd") // the listing's own
          ? ""
          : target.replaceFirst("^(socket|pipe):\\[\\d+]$", "$1");
    } catch (IOException e) {
      return ""; // closed since it was listed
    }
  }
}
