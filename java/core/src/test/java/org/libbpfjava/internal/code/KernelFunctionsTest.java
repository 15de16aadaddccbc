package org.libbpfjava.internal.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** /proc/kallsyms names what a loaded program calls, where it may be read. */
class KernelFunctionsTest {
  private final Path file;

  KernelFunctionsTest(@TempDir Path folder) {
    this.file = folder.resolve("kallsyms");
  }

  private Map<Integer, String> named(String text, Integer... distances) throws IOException {
    Files.writeString(file, text);
    return KernelFunctions.named(file, Set.of(distances));
  }

  @Test
  void distancesCountFromTheBaseBothWays() throws IOException {
    String text =
        """
        ffffffff81000000 T before
        ffffffff81000010 T __bpf_call_base
        ffffffff81000090 T after
        ffffffff81000090 t alias
        ffffffffc0000000 t far\t[module]
        """;
    assertEquals(
        Map.of(-16, "before", 128, "after", 0x3efffff0, "far"),
        named(text, -16, 128, 0x3efffff0, 5));
  }

  @Test
  void hiddenAddressesGiveNoNames() throws IOException {
    assertEquals(
        Map.of(), named("0000000000000000 T __bpf_call_base\n0000000000000000 T helper\n", 0, 1));
    assertEquals(Map.of(), named("ffffffff81000010 T __bpf_call_base\n", 0));
  }

  @Test
  void whateverStandsThereIsNoFailure() throws IOException {
    assertEquals(Map.of(), named("", 1));
    assertEquals(Map.of(), named("\n \nffffffff81000010\nnonsensenonsense T x\n", 1));
    assertEquals(Map.of(), KernelFunctions.named(file.resolve("none"), Set.of(1)));
  }
}
