package org.libbpfjava.internal.probe;

import java.util.Optional;
import org.libbpfjava.presets.NativeLibrary;

/** The door to libbpf-java-presets, which may be missing on a class path put together by hand. */
public final class Presets {
  private Presets() {}

  /**
   * Loads the library.
   *
   * @throws UnsupportedOperationException if there is no library for this machine
   * @throws UnsatisfiedLinkError if it cannot be loaded; the message says what to do
   */
  public static void load() {
    try {
      NativeLibrary.loadLibrary();
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  /**
   * Makes the typed binding ready, which starts JavaCPP.
   *
   * @throws UnsupportedOperationException as {@link #load}
   * @throws UnsatisfiedLinkError as {@link #load}
   */
  public static void loadTyped() {
    try {
      NativeLibrary.load();
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  /** {@return why the library cannot be used, empty where it can} Never throws. */
  public static Optional<Throwable> unavailabilityCause() {
    try {
      return NativeLibrary.unavailabilityCause();
    } catch (NoClassDefFoundError e) {
      return Optional.of(missing(e));
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  /** {@return the bundled libbpf's version} */
  public static String libbpfVersion() {
    try {
      return NativeLibrary.libbpfVersion();
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  private static UnsatisfiedLinkError missing(NoClassDefFoundError e) {
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError(
            "libbpf-java needs libbpf-java-presets, which is not on the class path (no class "
                + e.getMessage()
                + "); add the dependency org.libbpfjava:libbpf-java-platform, which brings it with"
                + " its native libraries");
    error.initCause(e);
    return error;
  }
}
