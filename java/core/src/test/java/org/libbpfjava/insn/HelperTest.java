package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HelperTest {
  private static final Path NATIVE = Path.of("../../native/target/linux-x86_64/include");
  private static final Pattern DECLARATION =
      Pattern.compile("\\(\\* const (bpf_\\w+)\\)\\(.*= \\(void \\*\\) (\\d+);");

  /** The header that C programs call helpers by; the enum is made from another one. */
  @Test
  void theEnumHasTheHelpersThatLibbpfDeclares() throws IOException {
    Path header = NATIVE.resolve("bpf/bpf_helper_defs.h");
    assumeTrue(Files.exists(header), "no source tree here");
    Map<Integer, String> declared = new TreeMap<>();
    DECLARATION
        .matcher(Files.readString(header))
        .results()
        .forEach(match -> declared.put(Integer.valueOf(match.group(2)), match.group(1)));
    assertTrue(declared.size() > 200, declared.toString());
    Map<Integer, String> ours = new TreeMap<>();
    for (Helper helper : Helper.values()) {
      ours.put(helper.id(), helper.helperName());
    }
    assertEquals(declared, ours);
  }

  @Test
  void aHelperIsFoundByItsNumber() {
    for (Helper helper : Helper.values()) {
      assertEquals(Optional.of(helper), Helper.of(helper.id()));
    }
    assertEquals(5, Helper.KTIME_GET_NS.id());
    assertEquals("bpf_ktime_get_ns", Helper.KTIME_GET_NS.helperName());
  }

  @Test
  void aNumberOfNoHelperIsEmpty() {
    assertEquals(Optional.empty(), Helper.of(0));
    assertEquals(Optional.empty(), Helper.of(-1));
    assertEquals(Optional.empty(), Helper.of(Helper.values().length + 1));
    assertEquals(Optional.empty(), Helper.of(Integer.MIN_VALUE));
  }
}
