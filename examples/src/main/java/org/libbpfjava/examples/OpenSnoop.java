package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.map.MapEntry;
import org.libbpfjava.map.TypedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads a map of structs as records, and sorts them as Java sorts anything. */
@Command(
    name = "opensnoop",
    description = "Show the processes that open most files.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // links need no more than to be open
final class OpenSnoop implements Callable<Integer> {
  @Option(names = "--interval", description = "Seconds between two tables, 1 unless told.")
  private int seconds = 1;

  @Option(names = "--count", description = "End after so many tables; else with Ctrl-C.")
  private int count = Integer.MAX_VALUE;

  @Option(names = "--top", description = "Show so many processes, 10 unless told.")
  private int top = 10;

  @Spec private CommandSpec spec;

  /** {@code struct process} of the program. */
  private record Opener(int pid, String comm) {}

  /** {@code struct opens} of the program, whose clock is that of System.nanoTime(). */
  private record Opens(long count, long lastNs) {}

  @Override
  public Integer call() throws InterruptedException {
    try (OpenBpfObject open = BpfObject.open(OpenSnoop.class, "/bpf/opensnoop.bpf.o")) {
      open.variable("openat").setLong(SyscallNames.number("openat"));
      open.variable("openat2").setLong(SyscallNames.number("openat2"));
      try (BpfObject object = open.load();
          BpfLinks links = object.attachAll();
          Interruption interruption = Interruption.onSignal()) {
        TypedMap<Opener, Opens> processes =
            object.map("processes").typed(Opener.class, Opens.class);
        for (int i = 0; i < count && interruption.sleep(Duration.ofSeconds(seconds)); i++) {
          show(processes);
        }
      }
    }
    return 0;
  }

  private void show(TypedMap<Opener, Opens> processes) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%7s %-16s %8s %s%n", "PID", "COMM", "OPENS", "LAST");
    processes.stream()
        .sorted(Comparator.comparing(entry -> -entry.value().count))
        .limit(top)
        .forEach(entry -> out.println(line(entry)));
    out.println();
    out.flush();
  }

  private static String line(MapEntry<Opener, Opens> entry) {
    long millis = Duration.ofNanos(System.nanoTime() - entry.value().lastNs).toMillis();
    return String.format(
            "%7d %-16s %8d %d ms ago",
            entry.key().pid, entry.key().comm, entry.value().count, millis)
        .replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }
}
