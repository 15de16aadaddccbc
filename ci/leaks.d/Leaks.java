import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a command and tells which BPF objects it left alive.
 *
 * <p>The kernel does not say who made an object. One that is new counts as the command's unless a
 * process outside its tree holds it, directly or through another object: a program holds its maps,
 * a link its program. The tree is known by a variable in its environment, which children inherit
 * even if their parents have ended.
 *
 * <p>Arguments: the command. Exit status: the command's, or 1 if it succeeded and left something, 2
 * where bpftool fails.
 */
final class Leaks {
  private static final int SECONDS = 10; // the kernel frees after RCU grace periods, not at close
  private static final long PAUSE_MILLIS = 200;
  private static final String MARK = "LIBBPF_JAVA_LEAKS";

  private static final Pattern ENTRY = Pattern.compile("^(\\d+): (.*)");
  private static final Pattern USED =
      Pattern.compile("\\b(map_ids|prog_ids|btf_id|prog|map)\\s+(\\d+(?:,\\d+)*)");
  private static final Pattern HELD = Pattern.compile("(?m)^(prog|map|link|btf)_id:\\s+(\\d+)$");
  private static final Pattern PERF = Pattern.compile("^pid (\\d+)\\s+fd \\d+: prog_id (\\d+)");

  /** One in the kernel, such as prog 12. */
  private record Thing(String kind, String id) implements Comparable<Thing> {
    @Override
    public int compareTo(Thing other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return kind + " " + id;
    }
  }

  private final String mark = UUID.randomUUID().toString();
  private final String command;

  private Leaks(String command) {
    this.command = command;
  }

  public static void main(String[] arguments) throws Exception {
    System.exit(new Leaks(String.join(" ", arguments)).run(List.of(arguments)));
  }

  private int run(List<String> arguments) throws IOException, InterruptedException {
    Map<Thing, String> before;
    try {
      before = alive();
    } catch (IllegalStateException e) {
      if (!e.getMessage().contains("not permitted")) {
        System.err.println("ci/leaks: " + e.getMessage());
        return 2;
      }
      System.err.println(
          "ci/leaks: leak check skipped, it needs root: " + e.getMessage().lines().findFirst().get());
      return start(arguments);
    }
    int status = start(arguments);
    Set<Thing> left;
    try {
      left = watch(before.keySet());
    } catch (IllegalStateException e) {
      System.err.println("ci/leaks: " + e.getMessage() + ", so nothing is known about leaks");
      return 1;
    }
    if (!left.isEmpty()) {
      report(left);
    }
    return left.isEmpty() || status != 0 ? status : 1;
  }

  private int start(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(arguments).inheritIO();
    builder.environment().put(MARK, mark);
    return builder.start().waitFor();
  }

  /** What is new at the first look and still there at every later one, and nobody else's. */
  private Set<Thing> watch(Set<Thing> before) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Map<Thing, String> now = alive();
    Set<Thing> left = new TreeSet<>(now.keySet());
    left.removeAll(before);
    Map<Thing, Set<Long>> othersBefore = others(now);
    boolean told = false;
    while (!left.isEmpty()) {
      Thread.sleep(PAUSE_MILLIS);
      now = alive();
      left.retainAll(now.keySet());
      // A process that lists objects opens each for a moment: who holds one, holds it twice.
      Map<Thing, Set<Long>> others = others(now);
      Set<Thing> ours = new TreeSet<>(left);
      for (Map.Entry<Thing, Set<Long>> held : others.entrySet()) {
        Set<Long> lasting = new HashSet<>(held.getValue());
        lasting.retainAll(othersBefore.getOrDefault(held.getKey(), Set.of()));
        if (!lasting.isEmpty()) {
          ours.remove(held.getKey());
        }
      }
      othersBefore = others;
      double seconds = (System.nanoTime() - start) / 1e9;
      if (ours.isEmpty() || seconds >= SECONDS) {
        return ours;
      }
      if (seconds > 1 && !told) {
        told = true;
        System.err.printf(
            "ci/leaks: %d new objects are still alive; looking for %d s whether they go%n",
            ours.size(), SECONDS);
      }
    }
    return left;
  }

  /** The objects that processes outside the command's tree hold, and those that these use. */
  private Map<Thing, Set<Long>> others(Map<Thing, String> now) throws IOException {
    Map<Thing, Set<Long>> held = new HashMap<>();
    holders()
        .forEach(
            (pid, things) -> {
              if (!isInTree(pid)) {
                for (Thing thing : withUsed(things, now)) {
                  held.computeIfAbsent(thing, any -> new HashSet<>()).add(pid);
                }
              }
            });
    return held;
  }

  private static Set<Thing> withUsed(Set<Thing> things, Map<Thing, String> now) {
    Set<Thing> all = new HashSet<>();
    List<Thing> left = new ArrayList<>(things);
    while (!left.isEmpty()) {
      Thing thing = left.remove(left.size() - 1);
      if (all.add(thing)) {
        Matcher m = USED.matcher(now.getOrDefault(thing, ""));
        while (m.find()) {
          String kind = m.group(1).replaceAll("_ids?$", "");
          boolean uses = !(thing.kind.equals("btf") || kind.equals(thing.kind)); // BTF has users
          for (String id : uses ? m.group(2).split(",") : new String[0]) {
            left.add(new Thing(kind, id));
          }
        }
      }
    }
    return all;
  }

  private boolean isInTree(long pid) {
    if (pid == ProcessHandle.current().pid()) {
      return true;
    }
    try {
      return Files.readString(Path.of("/proc/" + pid + "/environ"), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(MARK + "=" + mark);
    } catch (IOException e) {
      return true; // it has ended, and holds nothing
    }
  }

  /** By process, what its descriptors hold. */
  private static Map<Long, Set<Thing>> holders() throws IOException {
    Map<Long, Set<Thing>> holders = new TreeMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        Set<Thing> held = held(process);
        if (!held.isEmpty()) {
          holders.put(Long.valueOf(process.getFileName().toString()), held);
        }
      }
    }
    for (String line : bpftool("perf", "show").split("\n")) {
      Matcher m = PERF.matcher(line);
      if (m.find()) {
        holders
            .computeIfAbsent(Long.valueOf(m.group(1)), any -> new HashSet<>())
            .add(new Thing("prog", m.group(2)));
      }
    }
    return holders;
  }

  private static Set<Thing> held(Path process) {
    Set<Thing> held = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String file = Files.readSymbolicLink(descriptor).toString();
          if (file.startsWith("anon_inode:") && (file.contains("bpf") || file.contains("btf"))) {
            Matcher m =
                HELD.matcher(
                    Files.readString(process.resolve("fdinfo").resolve(descriptor.getFileName())));
            while (m.find()) {
              held.add(new Thing(m.group(1), m.group(2)));
            }
          }
        } catch (IOException e) {
          // closed meanwhile
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // ended meanwhile
    }
    return held;
  }

  /** The living objects with what bpftool says of each. */
  private static Map<Thing, String> alive() {
    Map<Thing, String> all = new TreeMap<>();
    for (String kind : List.of("prog", "map", "link", "btf")) {
      Thing thing = null;
      for (String line : list(kind).split("\n")) {
        Matcher m = ENTRY.matcher(line);
        if (m.find()) {
          // BTF with a name in brackets belongs to the kernel or to a module that was just loaded.
          thing = m.group(2).startsWith("name [") ? null : new Thing(kind, m.group(1));
        }
        if (thing != null) {
          all.merge(thing, line, (one, other) -> one + "\n" + other);
        }
      }
    }
    return all;
  }

  /**
   * All objects of a kind. bpftool gives up at a link that another process is just making (EAGAIN,
   * kernel/bpf/syscall.c, bpf_link_by_id()); a moment later it is made.
   */
  private static String list(String kind) {
    for (int left = 50; ; left--) {
      try {
        return bpftool(kind, "show");
      } catch (IllegalStateException e) {
        if (left == 0 || !e.getMessage().contains("Resource temporarily unavailable")) {
          throw e;
        }
      }
    }
  }

  private static String bpftool(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bpftool"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException("bpftool fails: " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(Set<Thing> left) throws IOException {
    System.err.printf("ci/leaks: alive %d s after the end of: %s%n", SECONDS, command);
    Map<Long, Set<Thing>> holders = holders();
    for (Thing thing : left) {
      String facts;
      try {
        facts = bpftool("-f", thing.kind, "show", "id", thing.id).strip();
      } catch (IllegalStateException e) {
        facts = "gone since";
      }
      System.err.println("    " + thing.kind + " " + facts.replace("\n", "\n    "));
      String users =
          holders.entrySet().stream()
              .filter(holder -> holder.getValue().contains(thing))
              .map(holder -> "        held by pid " + holder.getKey() + ": " + name(holder.getKey()))
              .collect(joining("\n"));
      if (!users.isEmpty()) {
        System.err.println(users);
      }
    }
    System.err.println(
        "    Not held by a process: pinned, attached without a link, or used by another object here.");
  }

  private static String name(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
      return line.substring(0, Math.min(line.length(), 100));
    } catch (IOException e) {
      return "ended since";
    }
  }
}
