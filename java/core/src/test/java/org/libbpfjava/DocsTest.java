package org.libbpfjava;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.libbpfjava.testing.Regions;

/** What the pages show is code that the tests compile and run. */
class DocsTest {

  @Test
  void thePageOnGlobalVariablesShowsTheCodeOfItsTest() throws IOException {
    Path page = Path.of("../../docs/global-variables.md");
    assumeTrue(Files.exists(page), "no source tree here");
    Regions.check(page, Path.of("src/test"));
  }

  @Test
  void thePageOnInstructionsShowsTheCodeOfItsTest() throws IOException {
    Path page = Path.of("../../docs/instructions.md");
    assumeTrue(Files.exists(page), "no source tree here");
    Regions.check(page, Path.of("src/test"));
  }
}
