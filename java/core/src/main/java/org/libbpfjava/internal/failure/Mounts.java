package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file systems that this process sees: proc(5), /proc/PID/mountinfo. */
public final class Mounts {
  /** What the kernel writes for a blank, a tab, a line's end and a backslash. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\(\\d{3})");

  private final List<Mount> all;

  private Mounts(List<Mount> all) {
    this.all = all;
  }

  /**
   * One mount.
   *
   * @param device major and minor number of the file system, {@code 0:31}
   * @param root the folder of the file system that is mounted
   * @param folder where
   * @param type of the file system, {@code bpf}
   * @param options those of the file system
   */
  public record Mount(String device, String root, Path folder, String type, List<String> options) {}

  /** {@return the mounts now; none where /proc does not tell} */
  public static Mounts now() {
    return read(Path.of("/"));
  }

  static Mounts read(Path root) {
    List<Mount> all = new ArrayList<>();
    for (String line : ProcFiles.lines(root.resolve("proc/self/mountinfo"))) {
      parse(line).ifPresent(all::add);
    }
    return new Mounts(all);
  }

  private static Optional<Mount> parse(String line) {
    int dash = line.indexOf(" - ");
    String[] before = line.split(" ", -1);
    if (dash < 0 || before.length < 6) {
      return Optional.empty();
    }
    String[] after = line.substring(dash + 3).split(" ", -1);
    return Optional.of(
        new Mount(
            before[2],
            text(before[3]),
            Path.of(text(before[4])),
            after[0],
            after.length < 3 ? List.of() : Arrays.asList(after[2].split(",", -1))));
  }

  private static String text(String escaped) {
    return ESCAPE
        .matcher(escaped)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 8))));
  }

  /** {@return those of a type, in the order in which they were made} */
  public List<Mount> ofType(String type) {
    return all.stream().filter(mount -> mount.type().equals(type)).toList();
  }

  /** {@return whether nothing is known of any mount} */
  public boolean areUnknown() {
    return all.isEmpty();
  }

  /** {@return the type of the file system that a file is in, empty where that is not known} */
  Optional<String> typeAt(Path file) {
    // By the device: FileStore.type() goes by the first of several mounts on one folder.
    return device(file)
        .flatMap(device -> all.stream().filter(mount -> mount.device().equals(device)).findFirst())
        .map(Mount::type);
  }

  /** {@return the device of the file system that a file is in, as mounts have it} */
  public static Optional<String> device(Path file) {
    try {
      long device = (Long) Files.getAttribute(file, "unix:dev");
      return Optional.of(
          ((device >>> 8) & 0xfff) + ":" + ((device & 0xff) | ((device >>> 12) & 0xfff00)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
