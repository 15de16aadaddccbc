package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.libbpfjava.Libbpf;
import org.libbpfjava.exception.BpfException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one example by its name. */
@Command(
    name = "libbpf-java-examples",
    description = "Examples of libbpf-java; each needs a JDK and privileges, nothing else.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      CgroupConnect.class,
      ExecSnoop.class,
      Features.class,
      GetAddrInfo.class,
      Globals.class,
      KernelSwitch.class,
      MapValue.class,
      OpenSnoop.class,
      Profile.class,
      RunqLat.class,
      Tasks.class,
      TcBandwidth.class,
      Vmlinux.class,
      XdpFirewall.class
    })
public final class Main implements Callable<Integer> {
  @Option(names = "--list", description = "List the examples.")
  private boolean list;

  @Spec private CommandSpec spec;

  /** Of the library, which is what the examples show. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"libbpf-java-examples over libbpf " + Libbpf.version()};
    }
  }

  private Main() {}

  public static void main(String[] args) {
    Throwable cause = Libbpf.unavailabilityCause();
    if (cause != null) {
      System.err.println(cause.getMessage());
      System.exit(CommandLine.ExitCode.SOFTWARE);
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              if (failure instanceof BpfException) {
                commandLine.getErr().println(failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            });
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!list) {
      spec.commandLine().usage(out);
      return CommandLine.ExitCode.USAGE;
    }
    int width = spec.subcommands().keySet().stream().mapToInt(String::length).max().orElse(1);
    spec.subcommands()
        .forEach(
            (name, example) ->
                out.printf(
                    "%-" + width + "s  %s%n",
                    name,
                    example.getCommandSpec().usageMessage().description()[0]));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
