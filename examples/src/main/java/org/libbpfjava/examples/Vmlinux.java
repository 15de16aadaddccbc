package org.libbpfjava.examples;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.libbpfjava.btf.Btf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the types of the running kernel as C; no bpftool is needed. */
@Command(
    name = "vmlinux",
    description = "Write vmlinux.h, the types of the running kernel as C.",
    mixinStandardHelpOptions = true)
final class Vmlinux implements Callable<Integer> {
  @Parameters(arity = "0..1", description = "The file, vmlinux.h unless told.")
  private Path file = Path.of("vmlinux.h");

  @Option(names = "--module", description = "The types of a module too.")
  private String module = "";

  @Option(names = "--from", description = "Of another kernel: a file of BTF, or an ELF file.")
  private Path from = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Btf types =
        !module.isEmpty()
            ? Btf.ofModule(module)
            : from.toString().isEmpty() ? Btf.ofKernel() : Btf.ofFile(from);
    try (Writer out = Files.newBufferedWriter(file)) {
      types.writeHeader(out);
    }
    spec.commandLine()
        .getOut()
        .printf("%s: %d types, %d bytes of C%n", file, types.typeCount(), Files.size(file));
    return 0;
  }
}
