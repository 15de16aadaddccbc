package org.libbpfjava.internal.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The options a kernel was built with, from {@code /proc/config.gz} or {@code /boot/config-RELEASE}
 * as libbpf looks for them; many machines have neither.
 */
public final class KernelConfig {
  private final @Nullable Set<String> enabled; // CONFIG_…, built in or as a module; null: unknown

  private KernelConfig(@Nullable Set<String> enabled) {
    this.enabled = enabled;
  }

  /** The configuration of a machine that does not tell. */
  public static KernelConfig unknown() {
    return new KernelConfig(null);
  }

  /**
   * Reads the configuration.
   *
   * @param root the folder that stands for {@code /}
   * @param release uname -r
   */
  public static KernelConfig read(Path root, String release) {
    for (String name : new String[] {"proc/config.gz", "boot/config-" + release}) {
      Path file = root.resolve(name);
      if (Files.isReadable(file)) {
        try {
          return parse(file);
        } catch (IOException | UncheckedIOException e) {
          // Damaged is as good as absent: the probe decides, this only explains.
        }
      }
    }
    return unknown();
  }

  private static KernelConfig parse(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return new KernelConfig(
          lines
              .lines()
              .filter(line -> line.endsWith("=y") || line.endsWith("=m"))
              .map(line -> line.substring(0, line.length() - 2))
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** {@return whether the machine tells how its kernel was built} */
  public boolean isKnown() {
    return enabled != null;
  }

  /** {@return whether the option is known to be off; false where nothing is known} */
  public boolean lacks(String option) {
    return enabled != null && !enabled.contains(option);
  }
}
