package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  private static final Path HEADER =
      Path.of("../../native/target/sysroot/linux-x86_64/usr/include/linux/capability.h");
  private static final Pattern DEFINED = Pattern.compile("#define (CAP_\\w+)\\s+(\\d+)\\s");

  @Test
  void theNamesAreThoseOfTheKernelsHeader() throws IOException {
    assumeTrue(Files.exists(HEADER), "no source tree here");
    List<MatchResult> defined = DEFINED.matcher(Files.readString(HEADER)).results().toList();
    assertEquals(41, defined.size());
    for (MatchResult one : defined) {
      Capabilities alone = Capabilities.of(1L << Integer.parseInt(one.group(2)), false);
      assertEquals(Set.of(one.group(1)), alone.effective());
    }
  }

  @Test
  void theyComeInTheOrderOfTheirNumbersAndNewerOnesByTheirNumber() {
    Capabilities some = Capabilities.of(1L << 63 | 1L << 41 | 1L << 39 | 1, true);
    assertEquals(
        List.of("CAP_CHOWN", "CAP_BPF", "CAP_41", "CAP_63"), new ArrayList<>(some.effective()));
    assertTrue(some.has("CAP_BPF"));
    assertFalse(some.has("CAP_SYS_ADMIN"));
    assertFalse(some.has("cap_bpf"));
    assertTrue(some.ownUserNamespace());
    assertFalse(some.areAll());
    assertTrue(Capabilities.of(0x1ffffffffffL, false).areAll());
    assertThrows(UnsupportedOperationException.class, () -> some.effective().add("CAP_KILL"));
  }
}
