package org.libbpfjava.internal.ksym;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses are found by name in what /proc/kallsyms shows. */
class KernelSymbolListTest {
  @TempDir private Path folder;

  private Map<String, Long> read(String list, String... names) throws Exception {
    return KernelSymbolList.read(Files.writeString(folder.resolve("list"), list), List.of(names));
  }

  @Test
  void aNameIsWholeAndTheFirstOfItCounts() throws Exception {
    String list =
        """
        0000000000000000 A fixed_percpu_data
        0000000000031a80 A runqueues
        ffffffff81000010 t sync_runqueues
        ffffffff81000020 T twice
        ffffffff81000030 t twice
        ffffffffc0001000 t in_module\t[some_module]
        """;
    assertEquals(
        Map.of(
            "fixed_percpu_data", 0L,
            "runqueues", 0x31a80L,
            "twice", 0xffffffff81000020L,
            "in_module", 0xffffffffc0001000L),
        read(list, "fixed_percpu_data", "runqueues", "twice", "in_module", "missing"));
  }

  @Test
  void aFlavourIsLeftOut() throws Exception {
    String list = "ffffffff81000010 T plain\nffffffff81000020 T its__own___\n";
    assertEquals(
        Map.of("plain___mine", 0xffffffff81000010L, "its__own___", 0xffffffff81000020L),
        read(list, "plain___mine", "its__own___"));
  }

  @Test
  void hiddenAddressesAndAMissingListAreNone() throws Exception {
    assertEquals(Map.of(), read("0000000000000000 T hidden\n0000000000000000 T other\n", "hidden"));
    assertEquals(Map.of(), read("", "hidden"));
    assertEquals(Map.of(), KernelSymbolList.read(folder.resolve("none"), List.of("hidden")));
  }
}
