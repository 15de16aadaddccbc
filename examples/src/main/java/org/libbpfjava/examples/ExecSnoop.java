package org.libbpfjava.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MILLIS;
import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.event.EventField;
import org.libbpfjava.event.EventStream;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.memory.LongHandle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads events from a ring buffer, or from a perf buffer where the kernel has none. */
@Command(
    name = "execsnoop",
    description = "Show each process that starts a program, live.",
    mixinStandardHelpOptions = true)
final class ExecSnoop implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Option(names = "--count", description = "End after so many processes; else with Ctrl-C.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--perf",
      negatable = true,
      description = "Use the perf buffer, as kernels before 5.8 must.")
  private boolean perf;

  @Spec private CommandSpec spec;

  /** Members of the C struct, by their names. */
  private record Event(long timeNs, int pid, int ppid, String comm, int size) {

    /** The program's clock is that of System.nanoTime(). */
    Instant time() {
      return Instant.now().minusNanos(System.nanoTime() - timeNs);
    }
  }

  @Override
  public Integer call() {
    boolean ring = !perf && Feature.RING_BUFFER.isSupported();
    try (OpenBpfObject open = BpfObject.open(ExecSnoop.class, "/bpf/execsnoop.bpf.o");
        Interruption interruption = Interruption.onSignal()) {
      open.variable("use_ring").setBoolean(ring);
      open.map(ring ? "perf" : "ring").setAutocreate(false);
      try (BpfObject object = open.load();
          EventStream events = EventStream.of(object.map(ring ? "ring" : "perf"), "event")) {
        object.program("on_exec").attach(); // until the object is closed
        interruption.interrupts(Thread.currentThread());
        show(events, object.variable("dropped").longHandle());
      }
    }
    return 0;
  }

  private void show(EventStream events, LongHandle dropped) {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf("%-12s %7s %7s %-15s %s%n", "TIME", "PID", "PPID", "COMM", "ARGUMENTS");
      out.flush();
    }
    EventField bytes = events.field("args");
    long[] shown = new long[2]; // processes, and dropped events
    events.run(
        view -> {
          Event event = view.as(Event.class);
          String args = new String(bytes.getBytes(view), 0, event.size, UTF_8);
          List<String> words = List.of(args.split("\0"));
          out.println(json ? json(event, words) : line(event, words));
          if (shown[1] != dropped.get()) {
            shown[1] = dropped.get();
            out.printf(json ? "{\"dropped\":%d}%n" : "(%d events were dropped)%n", shown[1]);
          }
          if (++shown[0] == count || out.checkError()) { // nobody reads the pipe any more
            events.close();
          }
        });
    out.flush();
  }

  private static String line(Event event, List<String> words) {
    return String.format(
            "%-12s %7d %7d %-15s %s",
            LocalTime.ofInstant(event.time(), ZoneId.systemDefault()).truncatedTo(MILLIS),
            event.pid,
            event.ppid,
            event.comm,
            String.join(" ", words))
        .replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }

  private static String json(Event event, List<String> words) {
    return String.format(
        "{\"time\":\"%s\",\"pid\":%d,\"ppid\":%d,\"comm\":%s,\"args\":%s}",
        event.time(),
        event.pid,
        event.ppid,
        quoted(event.comm),
        words.stream().map(ExecSnoop::quoted).collect(joining(",", "[", "]")));
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(
            c ->
                c < ' ' || c == '"' || c == '\\'
                    ? String.format("\\u%04x", c)
                    : String.valueOf((char) c))
        .collect(joining("", "\"", "\""));
  }
}
