package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class AyaTest extends RustTest {

  @Test
  void aRowIsRunByItsClass() throws IOException {
    assertRun(build(), "0.13.1");
  }

  @Test
  void itLinksNoLibbpf() throws IOException {
    build();

    assertTrue(built().startsWith(output + "/sources/aya  rustc "), built());
    assertTrue(built().endsWith(" --\n"), built());
  }

  @Test
  void everyRowIsInItsSourcesOrHasAReason() throws IOException {
    assertRows("aya", Aya::reason);
  }

  @Test
  void objectsAreLoadedSomeTimesAnIteration() throws IOException {
    build().time(new RowSpec("Cycle", "cycle", "small", 4000, "stated", "cycle"), c, 2, 5);

    String rows = Files.readString(folder.resolve("rows"));
    assertTrue(rows.endsWith(" small 100 1 2 5\n"), rows);
  }

  private Aya build() throws IOException {
    return Aya.build(crates, compiler(), folder.resolve("objects"), output);
  }
}
