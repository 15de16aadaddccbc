package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.libbpfjava.ProgramType;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.kernel.Kernel;
import org.libbpfjava.kernel.Support;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running kernel what it has. */
@Command(
    name = "features",
    description = "Show what the running kernel has: program types, map types and more.",
    mixinStandardHelpOptions = true)
final class Features implements Callable<Integer> {
  @Option(names = "--missing", description = "Show alone what it has not.")
  private boolean missing;

  @Option(names = "--helpers", description = "The helpers of a type of program, such as XDP.")
  private ProgramType helpers = ProgramType.UNKNOWN;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Linux " + KernelVersion.running());
    out.println(Kernel.diagnosis());
    if (helpers != ProgramType.UNKNOWN) {
      show("HELPERS OF " + helpers, Kernel.helpers(helpers), Features::name);
    } else {
      show("FEATURES", Arrays.stream(Feature.values()).map(Features::ask).toList(), Feature::title);
      show("PROGRAM TYPES", Kernel.programTypes(), Features::name);
      show("MAP TYPES", Kernel.mapTypes(), Features::name);
      show("ATTACH TYPES", Kernel.attachTypes(), Features::name);
    }
    out.flush();
    return 0;
  }

  private static Support<Feature> ask(Feature feature) {
    return new Support<>(feature, feature.isSupported(), feature.since());
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private <T> void show(String title, List<Support<T>> all, Function<? super T, String> name) {
    PrintWriter out = spec.commandLine().getOut();
    long has = all.stream().filter(Support::isSupported).count();
    out.printf("%n%-40s %d of %d%n", title, has, all.size());
    for (Support<T> one : all) {
      if (!missing || !one.isSupported()) {
        out.printf(
            "  %-38s %-4s since %s%n",
            name.apply(one.what()), one.isSupported() ? "yes" : "no", one.since());
      }
    }
  }
}
