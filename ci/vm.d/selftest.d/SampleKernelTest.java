import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel tier may rely on in every guest. */
@Tag("kernel")
class SampleKernelTest {

  @Test
  void itIsRootWithEveryCapability() throws IOException {
    String effective =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .findFirst()
            .orElseThrow();
    assertTrue(effective.endsWith("ffffffffff"), effective);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sys/kernel/tracing/available_filter_functions",
        "/sys/kernel/debug/tracing",
        "/sys/kernel/btf/vmlinux",
        "/sys/fs/cgroup/cgroup.procs",
        "/proc/sys/net/core/bpf_jit_enable",
        "/sys/class/net/lo",
      })
  void theFoldersOfBpfAreMounted(String path) {
    assertTrue(Files.exists(Path.of(path)), path);
  }

  @Test
  void theConfigurationCanBeRead() throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    assertTrue(Files.readString(Path.of("/boot/config-" + release)).contains("CONFIG_BPF=y"));
  }

  @Test
  void bpfIsAnActiveSecurityModule() throws IOException {
    String modules = Files.readString(Path.of("/sys/kernel/security/lsm"));
    assertTrue(modules.contains("bpf"), modules);
  }

  @Test
  void anyFolderCanBeWritten() throws IOException {
    Path file = Path.of("/usr/vm-sample");
    Files.writeString(file, "x");
    assertEquals("x", Files.readString(file));
  }

  @Test
  void aSkipHasItsReason() {
    Assumptions.abort("a fact\twith a tab\nand a second line");
  }
}
