package org.libbpfjava;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.probe.Presets;

/**
 * The native library under everything here: libbpf, with libelf and zlib inside, from the jar.
 *
 * <p>Nothing here needs privileges or a system call of its own beyond loading the library once.
 */
public final class Libbpf {
  private Libbpf() {}

  /** {@return whether the library is loaded and its binding ready} Never throws. */
  public static boolean isAvailable() {
    return unavailabilityCause() == null;
  }

  /**
   * {@return why the library cannot be used, null where it can} Never throws; the message says what
   * to do.
   */
  public static @Nullable Throwable unavailabilityCause() {
    return Presets.unavailabilityCause().orElse(null);
  }

  /**
   * {@return the bundled libbpf's version, such as {@code "1.7.0"}}
   *
   * @throws UnsupportedOperationException if there is no library for this machine
   * @throws UnsatisfiedLinkError if it cannot be loaded; the message says what to do
   * @libbpf libbpf_version_string
   */
  public static String version() {
    return Presets.libbpfVersion();
  }
}
