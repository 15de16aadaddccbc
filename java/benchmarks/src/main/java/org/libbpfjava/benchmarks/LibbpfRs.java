package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The peer in Rust over libbpf: the rows in {@code src/peer/rust/libbpf-rs}. */
final class LibbpfRs extends CompiledPeer {
  private static final String NAME = "libbpf-rs";

  private LibbpfRs(PeerProgram program, Path objects) {
    super(NAME, program, objects);
  }

  /**
   * Compiles the rows.
   *
   * @param crates the folder that has libbpf-rs and what it needs
   * @param archives the folder of libbpf's archives: it links the libbpf that the C side has
   * @param objects the BPF objects that the rows load
   * @param output a folder for the program
   * @throws IllegalArgumentException if the folder has no libbpf-rs
   */
  static LibbpfRs build(Path crates, Cargo cargo, Path archives, Path objects, Path output)
      throws IOException {
    Path libraries = Files.createDirectories(output.resolve("lib"));
    Map<String, String> names =
        Map.of("libbpf.a", "libbpf-unpatched.a", "libelf.a", "libelf.a", "libz.a", "libz.a");
    for (Map.Entry<String, String> name : names.entrySet()) {
      Path link = libraries.resolve(name.getKey());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, archives.resolve(name.getValue()));
    }
    List<String> environment = List.of("LIBBPF_SYS_LIBRARY_PATH=" + libraries);
    // Once more at the end: libbpf-sys names libbpf last, and some linkers do not look back.
    List<String> needed = List.of("-lelf", "-lz");
    return new LibbpfRs(cargo.build(NAME, crates, output, environment, needed), objects);
  }

  @Override
  Optional<String> reasonAgainst(RowSpec row) {
    return reason(row);
  }

  static Optional<String> reason(RowSpec row) {
    return reasonOf(
        switch (row.javaClass()) {
          case "VariableGet", "VariableSet" ->
              row.argument().contains(".") ? "not possible: no paths" : "";
          case "ElementGet", "ElementAdd" -> "not possible: no mapped elements";
          case "PerfDrain" -> "not possible: each event wakes it";
          case "AttachKprobes", "KernelBtfMemory" -> "not run";
          default -> "";
        });
  }
}
