package org.libbpfjava.internal.probe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelConfigTest {
  private static final String TEXT =
      """
      # Compiled-in
      CONFIG_BPF=y
      CONFIG_NETKIT=m
      # CONFIG_FPROBE is not set
      CONFIG_NAME="y"
      """;

  private final Path root;

  KernelConfigTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void optionsBuiltInAndAsModulesAreThere() throws IOException {
    Files.createDirectories(root.resolve("boot"));
    Files.writeString(root.resolve("boot/config-6.1.0-56-amd64"), TEXT);

    KernelConfig config = KernelConfig.read(root, "6.1.0-56-amd64");

    assertFalse(config.lacks("CONFIG_BPF"));
    assertFalse(config.lacks("CONFIG_NETKIT"));
    assertTrue(config.lacks("CONFIG_FPROBE"));
    assertTrue(config.lacks("CONFIG_NEVER_HEARD_OF"));
  }

  @Test
  void theKernelsOwnCopyIsPreferred() throws IOException {
    Files.createDirectories(root.resolve("boot"));
    Files.writeString(root.resolve("boot/config-6.1"), "CONFIG_FPROBE=y\n");
    writeProc(TEXT.getBytes(StandardCharsets.UTF_8));

    assertTrue(KernelConfig.read(root, "6.1").lacks("CONFIG_FPROBE"));
  }

  @Test
  void nothingIsLackingWhereNothingIsKnown() {
    assertFalse(KernelConfig.read(root, "6.1").lacks("CONFIG_BPF"));
  }

  @Test
  void aDamagedCopyIsAsGoodAsNone() throws IOException {
    Path file = writeProc(TEXT.repeat(100).getBytes(StandardCharsets.UTF_8));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertFalse(KernelConfig.read(root, "6.1").lacks("CONFIG_FPROBE"));
  }

  private Path writeProc(byte[] text) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Path file = root.resolve("proc/config.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text);
    }
    return file;
  }
}
