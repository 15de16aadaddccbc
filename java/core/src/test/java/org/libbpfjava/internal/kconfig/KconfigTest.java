package org.libbpfjava.internal.kconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.testing.BpfObjects;

/** Without the kernel's configuration the externs that need it are named. */
class KconfigTest {

  private static Kconfig kconfig(String lines) {
    ElfFile elf = ElfFile.parse("externs.bpf.o", BpfObjects.bytes("externs.bpf.o"));
    return Kconfig.of(elf, Optional.of(lines));
  }

  @Test
  void aMissingConfigurationIsRefusedBeforeLoad(@TempDir Path root) throws Exception {
    String given = "CONFIG_HZ=3\nCONFIG_BPF_SYSCALL=y\nCONFIG_BPF_JIT=y";
    BpfException refused =
        assertThrows(
            BpfException.class, () -> kconfig(given).checkConfiguration(root, "6.1.0-test"));
    assertEquals(
        "load object 'externs.bpf.o': its externs need the kernel's configuration:"
            + " CONFIG_DEFAULT_HOSTNAME, CONFIG_NO_SUCH_OPTION. Neither /boot/config-6.1.0-test nor"
            + " /proc/config.gz can be read: give all of them by OpenOptions.withKconfig, be they"
            + " __weak, or put the configuration there (a kernel with CONFIG_IKCONFIG_PROC has the"
            + " latter): ENOENT (-2)",
        refused.getMessage());
    Path file = root.resolve("boot/config-6.1.0-test");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    kconfig(given).checkConfiguration(root, "6.1.0-test");
  }

  @Test
  void nothingIsNeededWhereAllIsGiven(@TempDir Path root) {
    kconfig(
            """
            CONFIG_HZ=3
            CONFIG_BPF_SYSCALL=y
            CONFIG_BPF_JIT=y
            CONFIG_DEFAULT_HOSTNAME="here"
            CONFIG_NO_SUCH_OPTION=1
            """)
        .checkConfiguration(root, "6.1.0-test");
  }
}
