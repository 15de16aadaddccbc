package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.testing.Regions;

/** What the pages show is code that the tests compile and run. */
class DocsTest {

  @ParameterizedTest
  @ValueSource(strings = {"global-variables", "instructions", "raw", "verifier"})
  void aPageShowsTheCodeOfItsTest(String name) throws IOException {
    Path page = Path.of("../../docs", name + ".md");
    assumeTrue(Files.exists(page), "no source tree here");
    Regions.check(page, Path.of("src/test"));
  }

  @Test
  void theReadmeShowsTheSwitch() throws IOException {
    Path readme = Path.of("../../README.md");
    assumeTrue(Files.exists(readme), "no source tree here");
    String name = "VerifierPageKernelTest";
    String source = Files.readString(Path.of("src/test/java/org/libbpfjava", name + ".java"));
    String quote =
        "<!-- region load of "
            + name
            + " -->\n```java\n"
            + Regions.region(source, "load")
            + "```\n<!-- end -->\n";
    assertTrue(Files.readString(readme).contains(quote), quote);
  }
}
