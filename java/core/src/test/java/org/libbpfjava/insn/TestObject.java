package org.libbpfjava.insn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTier;

/** A BPF source of the tests or the examples, compiled for one cpu version. */
record TestObject(Path source, String cpu) {
  private static final long SHF_EXECINSTR = 4;
  private static final Path INSTRUCTION_SET = Path.of("src/test/bpf/insn");
  private static final List<Path> FOLDERS =
      List.of(
          INSTRUCTION_SET,
          Path.of("src/test/bpf"),
          Path.of("src/test/bpf/verifier"),
          Path.of("../../examples/src/main/bpf"));
  private static final Path HEADERS = // of native/build, as native/compile-bpf takes them
      Path.of("../../native/target/linux-" + architecture() + "/include");

  private static String architecture() {
    return System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
  }

  /** What the folders hold, for those of {@code cpus} that each source is for. */
  static List<TestObject> all(String... cpus) {
    return FOLDERS.stream()
        .filter(Files::isDirectory) // a guest of ci/vm has no examples
        .flatMap(folder -> in(folder, cpus))
        .toList();
  }

  /** Those that hold every instruction there is, and nothing that must be relocated. */
  static List<TestObject> instructionSet(String... cpus) {
    return in(INSTRUCTION_SET, cpus).toList();
  }

  private static Stream<TestObject> in(Path folder, String... cpus) {
    List<TestObject> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".bpf.c")).sorted().toList()) {
        boolean newest = text(file).contains("\n// bpf-cpu: v4\n");
        for (String cpu : cpus) {
          if (!newest || cpu.equals("v4")) {
            objects.add(new TestObject(file, cpu));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects.stream();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return source.getFileName().toString().replace(".bpf.c", "");
  }

  byte[] bytes() {
    String text = text(source);
    if (text.contains("#include <bpf/") && !Files.isDirectory(HEADERS)) {
      throw KernelTier.skip("needs libbpf's headers, which native/build makes");
    }
    return Clang.objectBy(
        cpu.equals("v4") ? "clang-19" : "clang-16",
        text,
        "-mcpu=" + cpu,
        "-I" + HEADERS,
        "-I" + source.getParent(), // some include their neighbour
        "-isystem/usr/include/" + architecture() + "-linux-gnu",
        "-D__TARGET_ARCH_" + (architecture().equals("x86_64") ? "x86" : "arm64"),
        // verifier/rewritten.bpf.c is compiled with several settings
        "-DFIELDS=1",
        "-DHELPERS=1",
        "-DOTHERS=1");
  }

  /** The sections that hold code. */
  List<ElfSection> code() {
    return ElfFile.parse(name(), bytes()).sections().stream()
        .filter(section -> (section.flags() & SHF_EXECINSTR) != 0 && section.size() > 0)
        .toList();
  }

  @Override
  public String toString() {
    return name() + "-" + cpu;
  }
}
