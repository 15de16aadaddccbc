package org.libbpfjava.presets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads the one native library: libbpf, libelf, zlib, our shim and JavaCPP's own natives.
 *
 * <p>Not by {@code org.bytedeco.javacpp.Loader}, which would want a second library, {@code
 * libjnijavacpp.so}, whose published build needs glibc 2.34. Its search is switched off while ours
 * is loaded, and only then, so that other JavaCPP users in the JVM find their libraries as before.
 *
 * <p>Thread-safe. What happened at the first call is remembered: a failure is not tried again.
 */
public final class NativeLibrary {

  /** System property: path of a library on disk to load; then nothing else is tried. */
  public static final String PATH_PROPERTY = "org.libbpfjava.library.path";

  /** System property: folder to extract the library into, instead of the user's cache folder. */
  public static final String CACHE_PROPERTY = "org.libbpfjava.cache.dir";

  /** System property: the platform whose library is asked for, such as {@code linux-aarch64}. */
  public static final String PLATFORM_PROPERTY = "org.libbpfjava.platform";

  private static final String JAVACPP_SEARCH = "org.bytedeco.javacpp.loadlibraries";

  private NativeLibrary() {}

  /**
   * Loads the library if that has not been done, and makes the raw binding ready for use.
   *
   * @throws UnsupportedOperationException if there is no library for this operating system and
   *     processor
   * @throws UnsatisfiedLinkError if the library is missing, damaged, of another version, or cannot
   *     be loaded from any folder that was tried; the message says what to do
   */
  public static void load() {
    loadLibrary();
    RawBinding.initialize();
  }

  /** The library without the raw binding, which takes most of the time. */
  private static void loadLibrary() {
    Throwable cause = Loaded.CAUSE;
    if (cause instanceof UnsupportedOperationException) {
      throw new UnsupportedOperationException(cause.getMessage(), cause);
    }
    if (cause != null) {
      throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(cause.getMessage()).initCause(cause);
    }
  }

  /** {@return why the library cannot be used, empty where it can} Loads the library. */
  public static Optional<Throwable> unavailabilityCause() {
    return Optional.ofNullable(Loaded.CAUSE);
  }

  /** {@return the bundled libbpf's version, such as {@code "1.7"}} Loads the library. */
  public static String libbpfVersion() {
    loadLibrary();
    String version = libbpfVersionString();
    return version.startsWith("v") ? version.substring(1) : version;
  }

  /** Runs {@code action} while JavaCPP's own search for libraries is off. */
  private static void withoutSearch(Runnable action) {
    String before = System.getProperty(JAVACPP_SEARCH);
    System.setProperty(JAVACPP_SEARCH, "false");
    try {
      action.run();
    } finally {
      if (before == null) {
        System.clearProperty(JAVACPP_SEARCH);
      } else {
        System.setProperty(JAVACPP_SEARCH, before);
      }
    }
  }

  private static native String artifactVersion();

  /** What JavaCPP would do in JNI_OnLoad: tells Java the sizes and offsets of all structs. */
  private static native int initializeBinding();

  private static native String libbpfVersionString();

  /** The outcome of the one attempt. */
  private static final class Loaded {
    static final @Nullable Throwable CAUSE = attempt();

    private static @Nullable Throwable attempt() {
      try {
        loadOnce();
        return null;
      } catch (UnsupportedOperationException | UnsatisfiedLinkError e) {
        return e;
      }
    }

    private static void loadOnce() {
      String path = System.getProperty(PATH_PROPERTY);
      @Nullable Path library = null;
      if (path == null) {
        List<String> tried = new ArrayList<>();
        Extraction extraction = Extraction.of(HostPlatform.detect());
        for (Path candidate : extraction.candidates(tried)) {
          try {
            withoutSearch(() -> System.load(candidate.toString()));
            library = candidate;
            break;
          } catch (UnsatisfiedLinkError e) {
            requireOneClassLoader(e);
            tried.add(candidate + ": " + describe(e));
          } finally {
            extraction.discardIfTemporary(candidate);
          }
        }
        if (library == null) {
          throw new UnsatisfiedLinkError(
              "libbpf-java's native library cannot be loaded; set -D"
                  + CACHE_PROPERTY
                  + " to a folder of your own that is writable and not mounted noexec, or -D"
                  + PATH_PROPERTY
                  + " to a library on disk. Tried: "
                  + String.join("; ", tried));
        }
      } else {
        Path chosen = Path.of(path).toAbsolutePath();
        library = chosen;
        try {
          WholeLibrary.require(chosen);
          withoutSearch(() -> System.load(chosen.toString()));
        } catch (UnsatisfiedLinkError e) {
          requireOneClassLoader(e);
          throw new UnsatisfiedLinkError("-D" + PATH_PROPERTY + "=" + path + ": " + describe(e));
        }
      }
      checkVersion(library);
    }

    private static String describe(UnsatisfiedLinkError e) {
      return String.valueOf(e.getMessage());
    }

    private static void requireOneClassLoader(UnsatisfiedLinkError e) {
      if (describe(e).contains("already loaded in another classloader")) {
        throw new UnsatisfiedLinkError(
            "libbpf-java's native library is already loaded by another class loader of this JVM;"
                + " put libbpf-java where a common parent of both loads it");
      }
    }

    /** A library of another version would be called with the wrong arguments. */
    private static void checkVersion(Path library) {
      String expected = expectedVersion();
      String actual;
      try {
        actual = artifactVersion();
      } catch (UnsatisfiedLinkError e) {
        throw new UnsatisfiedLinkError(library + " is not libbpf-java's native library");
      }
      if (!actual.equals(expected)) {
        throw new UnsatisfiedLinkError(
            library
                + " is of libbpf-java-presets "
                + actual
                + ", these classes are of "
                + expected
                + "; give the dependency with the classifier the same version");
      }
    }

    private static String expectedVersion() {
      try (InputStream in = NativeLibrary.class.getResourceAsStream("version")) {
        if (in == null) {
          throw new UnsatisfiedLinkError("libbpf-java-presets lacks its version resource");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new UnsatisfiedLinkError("libbpf-java-presets: cannot read its version: " + e);
      }
    }
  }

  /**
   * The generated classes: initialized once, and all while JavaCPP's search is off, because each of
   * them asks JavaCPP's Loader for a library when it is initialized.
   */
  private static final class RawBinding {
    static {
      withoutSearch(
          () -> {
            if (initializeBinding() < 0) {
              throw new LinkageError("libbpf-java's native library cannot register its structs");
            }
            BindingClasses.initialize();
          });
    }

    static void initialize() {}
  }
}
