package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.junit.KernelTest;

/** The imitations refuse what those kernels refused, and nothing else. */
@KernelTest
@Tag("host")
class OldKernelTest {
  private static final int EINVAL = 22;

  private final Path folder;
  private final List<String> check;

  OldKernelTest(@TempDir Path folder) {
    this.folder = folder;
    this.check = List.of(folder.resolve("check").toString());
  }

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    OldKernel.compile("old_kernel_check.c", folder.resolve("check"));
  }

  @Test
  void thisKernelItselfRefusesNothing() throws Exception {
    assertEquals(refusing(0, 0), ChildProcess.run(Map.of(), check));
  }

  @Test
  void linux54RefusesOnlyMmapableMaps() throws Exception {
    assertEquals(refusing(EINVAL, 0), OldKernel.LINUX_5_4.run(folder, check));
  }

  @Test
  void linux51RefusesAllThatGlobalDataNeeds() throws Exception {
    assertEquals(refusing(EINVAL, EINVAL), OldKernel.LINUX_5_1.run(folder, check));
  }

  private static ChildProcess refusing(int mmap, int globalData) {
    String output =
        """
        array 0
        mmapable %1$d
        rdonly_prog %2$d
        wronly_prog %2$d
        freeze %2$d
        map_fd 0
        map_value %2$d
        """;
    return new ChildProcess(0, output.formatted(mmap, globalData));
  }
}
