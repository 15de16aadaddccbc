package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.libbpfjava.BpfObject;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.memory.LongHandle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sets constants before load, flips a switch while the program runs, reads counters live. */
@Command(
    name = "globals",
    description = "Count the system calls of a process through BPF global variables.",
    mixinStandardHelpOptions = true)
final class Globals implements Callable<Integer> {
  private static final int SHOWN = 8;

  @Option(names = "--pid", description = "Process to watch; without it, this one.")
  private long pid = ProcessHandle.current().pid();

  @Option(names = "--seconds", description = "How long to count (default: ${DEFAULT-VALUE}).")
  private int seconds = 4;

  @Option(
      names = "--last",
      description = "Count system calls up to this number (default: ${DEFAULT-VALUE}).")
  private int last = 511;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenBpfObject open = BpfObject.open(Globals.class, "/bpf/globals.bpf.o");
        Interruption interruption = Interruption.onSignal()) {
      out.println("The object's variables, before load:");
      Variables.print(out, open.variables());

      open.variable("target_pid").setInt(Math.toIntExact(pid));
      open.variable("settings.label").setString("0 to " + last);
      open.variable("settings.counted[0].last").setInt(last);
      out.println("Set before load, for the verifier to know:");
      open.section(".rodata").changes().forEach(variable -> out.println("  " + variable));

      try (BpfObject object = open.load();
          BpfLink link = object.program("on_sys_enter").attach()) {
        GlobalVariable detailed = object.variable("detailed");
        Duration half = Duration.ofMillis(seconds * 500L);
        out.printf("%nAttached; process %d, live from mapped memory:%n", pid);
        boolean goOn = watch(out, object, interruption, half);

        detailed.setBoolean(false); // the running program sees it at once
        long[] before = counters(object);
        out.printf("%nSwitched off: %s%n", detailed);
        if (goOn) {
          watch(out, object, interruption, half);
        }
        out.printf(
            "Counters moved by %d since, totals = %s%n",
            IntStream.range(0, before.length).mapToLong(i -> counter(object, i) - before[i]).sum(),
            object.variable("totals").get());
        out.printf("%nDetaching %s; nothing stays behind.%n", link);
      }
      out.flush();
    }
    return 0;
  }

  /** Prints the busiest system calls every half second, until the time is over or Ctrl-C. */
  private static boolean watch(
      PrintWriter out, BpfObject object, Interruption interruption, Duration howLong)
      throws InterruptedException {
    LongHandle calls = object.variable("totals.calls").longHandle();
    long end = System.nanoTime() + howLong.toNanos();
    boolean goOn = true;
    while (goOn && System.nanoTime() < end) {
      goOn = interruption.sleep(Duration.ofMillis(Math.min(500, howLong.toMillis())));
      out.printf("%n  %d system calls%n", calls.get());
      long[] counters = counters(object);
      long most = IntStream.range(0, counters.length).mapToLong(i -> counters[i]).max().orElse(0);
      List<Integer> busiest =
          IntStream.range(0, counters.length)
              .boxed()
              .filter(i -> counters[i] > 0)
              .sorted((a, b) -> Long.compare(counters[b], counters[a]))
              .limit(SHOWN)
              .toList();
      for (int number : busiest) {
        int width = (int) Math.max(1, 40 * counters[number] / most);
        out.printf(
            "  %-18s %-40s %d%n", SyscallNames.of(number), "#".repeat(width), counters[number]);
      }
      out.flush();
    }
    return goOn;
  }

  private static long[] counters(BpfObject object) {
    return object.variable("counters").get(long[].class);
  }

  private static long counter(BpfObject object, int number) {
    return object.variable("counters").field("[" + number + "]").getLong();
  }
}
