package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LibbpfRsTest extends RustTest {

  @Test
  void aRowIsRunByItsClass() throws IOException {
    assertRun(build(), "0.27.2");
  }

  @Test
  void itLinksTheLibbpfThatTheCSideHas() throws IOException {
    build();

    Path libraries = output.resolve("lib");
    assertEquals(
        folder.resolve("archives/libbpf-unpatched.a"),
        Files.readSymbolicLink(libraries.resolve("libbpf.a")));
    String built = built();
    assertTrue(built.startsWith(output + "/sources/libbpf-rs " + libraries + " rustc "), built);
    assertTrue(built.endsWith(" -- -C link-arg=-lelf -C link-arg=-lz\n"), built);
  }

  @Test
  void everyRowIsInItsSourcesOrHasAReason() throws IOException {
    assertRows("libbpf-rs", LibbpfRs::reason);
  }

  @Test
  void itGetsByNameAndNotByPath() {
    RowSpec byPath = new RowSpec("VariableGet", "variable_get", "a.b", 1, "stated", "x");

    assertEquals(Optional.of("not possible: no paths"), LibbpfRs.reason(byPath));
    assertEquals(
        Optional.empty(),
        LibbpfRs.reason(new RowSpec("VariableGet", "variable_get", "a", 1, "stated", "x")));
  }

  private LibbpfRs build() throws IOException {
    return LibbpfRs.build(
        crates, compiler(), folder.resolve("archives"), folder.resolve("objects"), output);
  }
}
