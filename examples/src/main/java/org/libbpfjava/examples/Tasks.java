package org.libbpfjava.examples;

import static java.util.stream.Collectors.groupingBy;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.libbpfjava.BpfIterator;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Walks over the kernel's tasks, and reads what the program writes of each as a record. */
@Command(
    name = "tasks",
    description = "List the processes that the kernel knows, those that ran longest first.",
    mixinStandardHelpOptions = true)
final class Tasks implements Callable<Integer> {
  @Option(names = "--top", description = "Show so many processes, 10 unless told.")
  private int top = 10;

  @Spec private CommandSpec spec;

  /** {@code struct thread} of the program. */
  private record Task(
      int tid, int pid, int parent, long userNs, long systemNs, long startedNs, String comm) {
    boolean leads() {
      return tid == pid;
    }
  }

  private record Total(Task leader, int threads, long userNs, long systemNs) {
    /** The leader of a process may end before its threads do. */
    static Total of(List<Task> threads) {
      return new Total(
          threads.stream().filter(Task::leads).findFirst().orElse(threads.get(0)),
          threads.size(),
          threads.stream().mapToLong(Task::userNs).sum(),
          threads.stream().mapToLong(Task::systemNs).sum());
    }

    long ranNs() {
      return userNs + systemNs;
    }
  }

  @Override
  public Integer call() {
    BpfSource source = BpfSource.ofResource(Tasks.class, "/bpf/tasks.bpf.o");
    try (BpfObject object = BpfObject.load(source, open -> {});
        BpfIterator walk = object.program("on_task").iterate();
        Stream<Task> threads = walk.records("thread", Task.class)) {
      show(threads.collect(groupingBy(Task::pid)));
    }
    return 0;
  }

  private void show(Map<Integer, List<Task>> processes) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%7s %7s %-15s %7s %10s %10s %12s%n",
        "PID", "PPID", "COMM", "THREADS", "USER ms", "SYSTEM ms", "STARTED s ago");
    processes.values().stream()
        .map(Total::of)
        .sorted(Comparator.comparing(process -> -process.ranNs()))
        .limit(top)
        .forEach(process -> out.println(line(process)));
    out.printf(
        "%d processes, %d threads%n",
        processes.size(), processes.values().stream().mapToInt(List::size).sum());
    out.flush();
  }

  private static String line(Total process) {
    Task leader = process.leader;
    return String.format(
            "%7d %7d %-15s %7d %10d %10d %12d",
            leader.pid,
            leader.parent,
            leader.comm,
            process.threads,
            Duration.ofNanos(process.userNs).toMillis(),
            Duration.ofNanos(process.systemNs).toMillis(),
            Duration.ofNanos(System.nanoTime() - leader.startedNs).toSeconds())
        .replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }
}
