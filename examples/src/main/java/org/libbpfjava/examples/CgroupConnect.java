package org.libbpfjava.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.event.RingBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Attaches to a control group of its own, and runs a command in it. */
@Command(
    name = "cgroup-connect",
    description = "Run a command, show where it connects to, and refuse some ports.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // links need no more than to be open
final class CgroupConnect implements Callable<Integer> {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final Duration WHILE = Duration.ofMillis(100);

  @Option(
      names = "--refuse",
      split = ",",
      description = "Ports that the command may not connect to, 16 at most.")
  private int[] refused = {};

  @Parameters(arity = "1..*", description = "The command, behind -- if it has options.")
  private List<String> command = List.of();

  @Spec private CommandSpec spec;

  /** {@code struct event} of the program. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  private record Event(
      int pid, int port, boolean isIpv6, boolean isRefused, byte[] address, String comm) {
    InetAddress inet() {
      try {
        return InetAddress.getByAddress(isIpv6 ? address : Arrays.copyOf(address, 4));
      } catch (UnknownHostException e) {
        throw new AssertionError(e); // it has 4 or 16 bytes
      }
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path group = Files.createTempDirectory(cgroupRoot(), "libbpf-java-");
    try (OpenBpfObject open = BpfObject.open(CgroupConnect.class, "/bpf/cgroup_connect.bpf.o")) {
      for (int i = 0; i < refused.length; i++) {
        open.variable("refused_ports[" + i + "]").setInt(refused[i]);
      }
      open.variable("refused_count").setInt(refused.length);
      try (BpfObject object = open.load();
          BpfLink ipv4 = object.program("on_connect4").attach(Cgroup.at(group));
          BpfLink ipv6 = object.program("on_connect6").attach(Cgroup.at(group));
          RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
        return show(run(group), events, object);
      }
    } finally {
      Files.delete(group); // its processes have ended
    }
  }

  /** The command's shell enters the group before the command begins. */
  private Process run(Path group) throws IOException {
    List<String> all = new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\""));
    all.add(group.resolve("cgroup.procs").toString());
    all.addAll(command);
    return new ProcessBuilder(all).inheritIO().start();
  }

  private int show(Process process, RingBuffer events, BpfObject object)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean isOver;
    do {
      isOver = !process.isAlive(); // what comes before its end is in the ring by now
      events.poll(isOver ? Duration.ZERO : WHILE, view -> out.println(line(view.as(Event.class))));
      out.flush();
    } while (!isOver);
    long dropped = object.variable("dropped").getLong();
    if (dropped != 0) {
      out.printf("(%d connections are not shown)%n", dropped);
    }
    return process.waitFor();
  }

  private static String line(Event event) {
    return String.format(
            "%7d %-15s %s port %d%s",
            event.pid,
            event.comm,
            event.inet().getHostAddress(),
            event.port,
            event.isRefused ? ", refused" : "")
        .replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }

  private static Path cgroupRoot() throws IOException {
    return Files.readAllLines(MOUNTS).stream()
        .map(line -> line.split(" ", -1))
        .filter(mount -> mount[2].equals("cgroup2"))
        .map(mount -> Path.of(mount[1]))
        .findFirst()
        .orElseThrow(() -> new IOException("no cgroup2 is mounted: mount -t cgroup2 none FOLDER"));
  }
}
