package org.libbpfjava.internal.failure;

import java.nio.file.Files;
import java.nio.file.Path;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.probe.KernelConfig;

/**
 * What a machine has of that which programs need, as far as /proc, /sys and /boot tell. It never
 * throws.
 *
 * @param version of the kernel, 0.0 where not told
 * @param hasBtf whether it shows its types
 * @param config how it was built, as far as the machine tells
 * @param mounts the file systems that this process sees
 */
public record Provision(KernelVersion version, boolean hasBtf, KernelConfig config, Mounts mounts) {
  private static final KernelVersion UNKNOWN = KernelVersion.of(0, 0);

  /** {@return that of the running kernel, as it is now} */
  public static Provision now() {
    return read(Path.of("/"), KernelVersion.running());
  }

  /**
   * Reads what a machine tells.
   *
   * @param root the folder that stands for {@code /}
   */
  public static Provision read(Path root, KernelVersion version) {
    return new Provision(
        version,
        Files.isReadable(root.resolve("sys/kernel/btf/vmlinux")),
        KernelConfig.read(root, System.getProperty("os.version", "")),
        Mounts.read(root));
  }

  /** {@return whether the kernel is known to be older than a version} */
  boolean isOlderThan(KernelVersion first) {
    return !version.equals(UNKNOWN) && !version.isAtLeast(first);
  }
}
