package org.libbpfjava.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.map.TypedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Samples the stacks of all CPUs, and prints them as flame graphs want them. */
@Command(
    name = "profile",
    description = "Sample what the processors do, and print folded lines for a flame graph.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // the link needs no more than to be open
final class Profile implements Callable<Integer> {
  @Option(names = "--seconds", description = "How long to sample, 5 unless told.")
  private int seconds = 5;

  @Option(names = "--rate", description = "Samples a second of each CPU, 99 unless told.")
  private int rate = 99;

  @Option(names = "--pid", description = "One process alone.")
  private int pid;

  @Spec private CommandSpec spec;

  /** {@code struct key} of the program. */
  private record Sample(int pid, int kernelStack, int userStack, String comm) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (OpenBpfObject open = BpfObject.open(Profile.class, "/bpf/profile.bpf.o");
        Interruption interruption = Interruption.onSignal()) {
      open.variable("target_pid").setInt(pid);
      try (BpfObject object = open.load()) {
        PerfEvent clock = PerfEvent.perSecond(rate, PerfEvent.Software.CPU_CLOCK);
        try (BpfLink link = object.program("on_sample").attach(clock)) {
          interruption.sleep(Duration.ofSeconds(seconds)); // Ctrl-C ends it early
        }
        show(object);
      }
    }
    return 0;
  }

  private void show(BpfObject object) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Symbols symbols = new Symbols();
    TypedMap<Integer, long[]> stacks = object.map("stacks").typed(Integer.class, long[].class);
    Map<String, Long> folded = new TreeMap<>();
    object
        .map("samples")
        .typed(Sample.class, Long.class)
        .forEach((sample, count) -> folded.merge(fold(sample, stacks, symbols), count, Long::sum));
    folded.forEach((stack, count) -> out.println(stack + " " + count));
    long dropped = object.variable("dropped").getLong();
    if (dropped != 0) {
      spec.commandLine().getErr().printf("(%d samples found no room)%n", dropped);
    }
    out.flush();
  }

  /** From the outermost function to the innermost, those of the kernel with _[k] behind them. */
  private static String fold(Sample sample, TypedMap<Integer, long[]> stacks, Symbols symbols) {
    List<String> frames = new ArrayList<>();
    frames.add(sample.comm);
    frames.addAll(
        frames(stacks, sample.userStack, address -> symbols.ofProcess(sample.pid, address)));
    frames.addAll(
        frames(stacks, sample.kernelStack, address -> symbols.ofKernel(address) + "_[k]"));
    return String.join(";", frames).replaceAll("\\p{Cntrl}", "?"); // a process chooses its name
  }

  private static List<String> frames(
      TypedMap<Integer, long[]> stacks, int stack, LongFunction<String> name) {
    List<String> frames = new ArrayList<>();
    for (long address : stack < 0 ? new long[0] : stacks.find(stack).orElseGet(() -> new long[0])) {
      if (address != 0) {
        frames.add(name.apply(address));
      }
    }
    Collections.reverse(frames);
    return frames;
  }
}
