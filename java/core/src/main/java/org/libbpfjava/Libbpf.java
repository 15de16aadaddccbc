package org.libbpfjava;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.probe.Presets;

/**
 * The native library under everything here: libbpf, with libelf and zlib inside. It comes from the
 * jar.
 *
 * <p>Nothing here needs privileges. The first call loads the library; no other system call is made.
 */
public final class Libbpf {
  private Libbpf() {}

  /** {@return whether the library is loaded and its binding ready} Never throws. */
  public static boolean isAvailable() {
    return unavailabilityCause() == null;
  }

  /**
   * {@return why the library cannot be used, null if it can} Never throws. The message says what to
   * do.
   */
  public static @Nullable Throwable unavailabilityCause() {
    return Presets.unavailabilityCause().orElse(null);
  }

  /**
   * {@return the version of the bundled libbpf, such as {@code "1.7.0"}}
   *
   * @throws UnsupportedOperationException if there is no library for this machine
   * @throws UnsatisfiedLinkError if the library cannot be loaded; the message says what to do
   * @libbpf libbpf_version_string
   */
  public static String version() {
    return Presets.libbpfVersion();
  }
}
