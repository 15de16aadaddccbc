package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.map.TypedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws what programs count in a map, and empties the map while they go on. */
@Command(
    name = "runqlat",
    description = "Show how long threads wait for a processor, as a histogram.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // links need no more than to be open
final class RunqLat implements Callable<Integer> {
  private static final int BAR = 40;

  @Option(names = "--interval", description = "Seconds between two histograms, 1 unless told.")
  private int seconds = 1;

  @Option(names = "--count", description = "End after so many; else with Ctrl-C.")
  private int count = Integer.MAX_VALUE;

  @Option(names = "--per-cpu", description = "Show a histogram for each CPU.")
  private boolean perCpu;

  @Spec private CommandSpec spec;

  /** {@code struct slot} of the program: a CPU, and a power of two of microseconds. */
  private record Slot(int cpu, int log2) {}

  @Override
  public Integer call() throws InterruptedException {
    try (BpfObject object = BpfObject.open(RunqLat.class, "/bpf/runqlat.bpf.o").load();
        BpfLinks links = object.attachAll();
        Interruption interruption = Interruption.onSignal()) {
      TypedMap<Slot, Long> waits = object.map("waits").typed(Slot.class, Long.class);
      for (int i = 0; i < count && interruption.sleep(Duration.ofSeconds(seconds)); i++) {
        show(waits);
      }
    }
    return 0;
  }

  private void show(TypedMap<Slot, Long> waits) {
    Map<Integer, long[]> histograms = new TreeMap<>();
    waits.drain(
        (slot, waited) ->
            histograms.computeIfAbsent(perCpu ? slot.cpu : -1, cpu -> new long[32])[slot.log2] +=
                waited);
    PrintWriter out = spec.commandLine().getOut();
    histograms.forEach((cpu, slots) -> draw(out, perCpu ? "CPU " + cpu : "All CPUs", slots));
    out.flush();
  }

  private static void draw(PrintWriter out, String title, long[] slots) {
    long most = 1;
    int last = 0;
    for (int i = 0; i < slots.length; i++) {
      most = Math.max(most, slots[i]);
      last = slots[i] > 0 ? i : last;
    }
    out.printf("%s%n%23s : %-8s%n", title, "microseconds", "waits");
    for (int i = 0; i <= last; i++) {
      long from = i == 0 ? 0 : 1L << i;
      String bar = "#".repeat((int) (slots[i] * BAR / most));
      out.printf("%10d -> %-10d: %-8d %s%n", from, (2L << i) - 1, slots[i], bar);
    }
    out.println();
  }
}
