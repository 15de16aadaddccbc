package org.libbpfjava;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.testing.Regions;

/** What the pages show is code that the tests compile and run. */
class DocsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/btf.md",
        "docs/events.md",
        "docs/global-variables.md",
        "docs/instructions.md",
        "docs/kernel.md",
        "docs/maps.md",
        "docs/programs-and-links.md",
        "docs/raw.md",
        "docs/verifier.md"
      })
  void aPageShowsTheCodeOfItsTest(String name) throws IOException {
    Path page = Path.of("../..", name);
    assumeTrue(Files.exists(page), "no source tree here");
    Regions.check(page, Path.of("src/test"));
  }
}
