package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.ProcessScope;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.event.RingBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Attaches to a function of the C library, in all processes or in one. */
@Command(
    name = "uprobe",
    description = "Show the host names that processes look up by getaddrinfo() of libc.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // links need no more than to be open
final class GetAddrInfo implements Callable<Integer> {
  private static final String FUNCTION = "getaddrinfo";

  /** Where struct pt_regs has a function's first argument and its result, in longs. */
  private record Registers(int firstArgument, int returnValue) {
    static Registers ofThisMachine() {
      return System.getProperty("os.arch").equals("amd64")
          ? new Registers(14, 10) // rdi and rax, arch/x86/include/asm/ptrace.h
          : new Registers(0, 0); // x0, arch/arm64/include/asm/ptrace.h
    }
  }

  @Option(names = "--library", description = "The C library, libc.so.6 unless told.")
  private String library = "libc.so.6";

  @Option(names = "--pid", description = "One process alone.")
  private long pid;

  @Option(names = "--count", description = "End after so many calls; else with Ctrl-C.")
  private long count = Long.MAX_VALUE;

  @Spec private CommandSpec spec;

  /** {@code struct event} of the program. */
  private record Event(long ns, int pid, int result, String comm, String name) {}

  @Override
  public Integer call() throws InterruptedException {
    ProcessScope scope = pid == 0 ? ProcessScope.allProcesses() : ProcessScope.process(pid);
    try (OpenBpfObject open = BpfObject.open(GetAddrInfo.class, "/bpf/uprobe.bpf.o");
        Interruption interruption = Interruption.onSignal()) {
      open.variable("first_argument").setInt(Registers.ofThisMachine().firstArgument);
      open.variable("return_value").setInt(Registers.ofThisMachine().returnValue);
      try (BpfObject object = open.load();
          RingBuffer events = RingBuffer.of(object.map("events"), "event");
          BpfLink entry =
              object.program("on_entry").attach(Uprobe.of(library, FUNCTION).withScope(scope));
          BpfLink back =
              object
                  .program("on_return")
                  .attach(Uprobe.ofReturn(library, FUNCTION).withScope(scope))) {
        show(events, interruption, object);
      }
    }
    return 0;
  }

  private void show(RingBuffer events, Interruption interruption, BpfObject object)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%7s %-15s %9s %6s %s%n", "PID", "COMM", "MS", "RESULT", "NAME");
    out.flush();
    long[] shown = new long[2]; // calls, and dropped ones
    while (shown[0] < count && interruption.sleep(Duration.ZERO)) {
      events.poll(
          Duration.ofMillis(100),
          view -> {
            if (shown[0]++ < count) {
              out.println(line(view.as(Event.class)));
            }
          });
      long dropped = object.variable("dropped").getLong();
      if (dropped != shown[1]) {
        out.printf("(%d calls are not shown)%n", dropped);
        shown[1] = dropped;
      }
      out.flush();
    }
  }

  private static String line(Event event) {
    return String.format(
            "%7d %-15s %9.3f %6d %s",
            event.pid,
            event.comm,
            event.ns / 1e6,
            event.result,
            event.name.isEmpty() ? "(this machine)" : event.name)
        .replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }
}
