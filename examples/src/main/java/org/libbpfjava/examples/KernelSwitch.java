package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.verifier.Specialization;
import org.libbpfjava.verifier.SpecializationComparison;
import org.libbpfjava.verifier.VerifierStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One constant, set before load, decides which half of a program the verifier removes. */
@Command(
    name = "kernel-switch",
    description = "Remove code for another kernel at load, and show what was removed.",
    mixinStandardHelpOptions = true)
final class KernelSwitch implements Callable<Integer> {
  private static final int THIS = 1;
  private static final int NEXT = 2; // calls a helper that no kernel has

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenBpfObject next = open();
        OpenBpfObject current = open()) {
      next.variable("generation").setInt(NEXT);
      current.variable("generation").setInt(THIS);
      SpecializationComparison both = BpfObject.compare(next, current);
      print(out, both.left());
      print(out, both.right());
      out.println("Side by side, in slots of 8 bytes:\n");
      out.println(both);
    }

    try (OpenBpfObject open = open()) {
      open.variable("generation").setInt(THIS);
      try (BpfObject object = open.load(LoadOptions.recordVerification())) {
        VerifierStatistics statistics = object.program("read_clock").verification().statistics();
        out.printf(
            "Loaded: the verifier walked %d instructions.%n", statistics.instructionsProcessed());
        object.program("read_clock").testRun(TestRun.once().withData(new byte[64]));
        out.printf("Run: %s%n", object.variable("clock_us"));
      }
    }
    out.flush();
    return 0;
  }

  private static OpenBpfObject open() {
    return BpfObject.open(KernelSwitch.class, "/bpf/kernel_switch.bpf.o");
  }

  private static void print(PrintWriter out, Specialization one) {
    one.refusal()
        .ifPresentOrElse(
            refusal -> out.printf("%s: %s%n%n", one.setting(), refusal.getMessage()),
            () -> out.printf("%s: the verifier accepts it%n%n", one.setting()));
    out.println(one.program("read_clock"));
    out.println();
  }
}
