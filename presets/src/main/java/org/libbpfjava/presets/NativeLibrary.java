package org.libbpfjava.presets;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads the one native library: libbpf, libelf, zlib, our shim and JavaCPP's own natives.
 *
 * <p>Not by {@code org.bytedeco.javacpp.Loader}, which would want a second library, {@code
 * libjnijavacpp.so}, whose published build needs glibc 2.34. Its search is switched off while the
 * typed binding starts, and only then, so that other JavaCPP users in the JVM find their libraries
 * as before.
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

  /**
   * Loads the library and tells Java the sizes and offsets of all structs. The generated classes of
   * structs call it when they are initialized; nobody else needs to.
   */
  public static void registerStructs() {
    load();
    Structs.register();
  }

  /**
   * Loads the library if that has not been done. It is all that {@code
   * org.libbpfjava.raw.global.plain} needs: JavaCPP is not started, which {@link #load} does.
   *
   * @throws UnsupportedOperationException as {@link #load}
   * @throws UnsatisfiedLinkError as {@link #load}
   */
  public static void loadLibrary() {
    Throwable cause = Loaded.cause();
    if (cause instanceof UnsupportedOperationException) {
      throw new UnsupportedOperationException(cause.getMessage(), cause);
    }
    if (cause != null) {
      throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(cause.getMessage()).initCause(cause);
    }
  }

  /**
   * {@return why the library cannot be used, empty where it can} Loads the library, as {@link
   * #loadLibrary} does. Never throws.
   */
  public static Optional<Throwable> unavailabilityCause() {
    try {
      return Optional.ofNullable(Loaded.cause());
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  /** {@return the bundled libbpf's version, such as {@code "1.7.0"}} Loads the library. */
  public static String libbpfVersion() {
    loadLibrary();
    String version = libbpfVersionString();
    return version.startsWith("v") ? version.substring(1) : version;
  }

  /** Switches JavaCPP's own search for libraries off; {@link #restoreSearch} must follow. */
  private static @Nullable String switchSearchOff() {
    String before = System.getProperty(JAVACPP_SEARCH);
    System.setProperty(JAVACPP_SEARCH, "false");
    return before;
  }

  private static void restoreSearch(@Nullable String before) {
    if (before == null) {
      System.clearProperty(JAVACPP_SEARCH);
    } else {
      System.setProperty(JAVACPP_SEARCH, before);
    }
  }

  private static native String artifactVersion();

  /**
   * What JavaCPP would do in JNI_OnLoad.
   *
   * @param structs whether to tell Java the sizes and offsets of all structs, which loads the class
   *     of each
   */
  private static native int initializeBinding(boolean structs);

  private static native String libbpfVersionString();

  /**
   * The outcome of the one attempt. No static initializer: what fails in one is an
   * ExceptionInInitializerError without a message first, and a NoClassDefFoundError ever after.
   */
  @SuppressWarnings("StaticAssignmentOfThrowable") // one attempt a process: its cause is kept
  private static final class Loaded {
    private static volatile boolean attempted;
    private static @Nullable Throwable cause; // written before attempted

    static @Nullable Throwable cause() {
      if (!attempted) {
        attempt();
      }
      return cause;
    }

    private static synchronized void attempt() {
      if (!attempted) {
        cause = tryOnce();
        attempted = true;
      }
    }

    private static @Nullable Throwable tryOnce() {
      try {
        loadOnce();
        return null;
      } catch (UnsupportedOperationException | UnsatisfiedLinkError e) {
        return e;
      } catch (VirtualMachineError e) {
        throw e; // there may be stack and heap the next time
      } catch (Throwable e) {
        return new UnsatisfiedLinkError(
                "libbpf-java's native library cannot be loaded: " + withNativeAccess(e))
            .initCause(e);
      }
    }

    /** JDK 24 and later throw it where they are told to forbid what a module was not allowed. */
    private static String withNativeAccess(Throwable e) {
      if (!(e instanceof IllegalCallerException)) {
        return e.toString();
      }
      return "this JVM forbids native code; start it with --enable-native-access="
          + (NativeLibrary.class.getModule().isNamed()
              ? "org.libbpfjava.presets,org.bytedeco.javacpp"
              : "ALL-UNNAMED")
          + " ("
          + e.getMessage()
          + ")";
    }

    private static void loadOnce() {
      String path = System.getProperty(PATH_PROPERTY);
      @Nullable Path library = null;
      if (path == null) {
        List<String> tried = new ArrayList<>();
        Extraction extraction = Extraction.of(HostPlatform.detect());
        for (Optional<Path> folder : extraction.folders(tried)) {
          Path candidate = extraction.extractInto(folder, tried).orElse(null);
          if (candidate == null) {
            continue;
          }
          try {
            System.load(candidate.toString());
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
        Path chosen;
        try {
          chosen = Path.of(path).toAbsolutePath();
        } catch (InvalidPathException e) {
          throw new UnsatisfiedLinkError("-D" + PATH_PROPERTY + " is no path: " + e.getReason());
        }
        library = chosen;
        try {
          WholeLibrary.require(chosen);
          System.load(chosen.toString());
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
      String actual;
      try {
        actual = artifactVersion();
      } catch (UnsatisfiedLinkError e) {
        throw new UnsatisfiedLinkError(library + " is not libbpf-java's native library");
      }
      if (!actual.equals(Version.OF_THESE_CLASSES)) {
        throw new UnsatisfiedLinkError(
            library
                + " is of libbpf-java-presets "
                + actual
                + ", these classes are of "
                + Version.OF_THESE_CLASSES
                + "; give the dependency with the classifier the same version");
      }
    }
  }

  /**
   * The binding, ready once. JavaCPP's own pointers each ask its Loader for a library when they are
   * initialized, which registering their natives does: while its search is off.
   */
  private static final class RawBinding {
    private static volatile boolean ready;

    /** No static initializer: a StackOverflowError in one would forbid every later call. */
    static void initialize() {
      if (!ready) {
        prepare();
      }
    }

    private static synchronized void prepare() {
      if (ready) {
        return;
      }
      String before = switchSearchOff();
      try {
        if (initializeBinding(false) < 0) {
          throw new LinkageError("libbpf-java's native library cannot bind its functions");
        }
        ready = true;
      } catch (NoClassDefFoundError e) {
        throw new LinkageError(
            "libbpf-java needs JavaCPP: add the dependency org.bytedeco:javacpp, in the version that"
                + " libbpf-java-presets names, to the class path or module path ("
                + e.getMessage()
                + ")",
            e);
      } finally {
        restoreSearch(before);
      }
    }
  }

  /** What Java knows of the structs, once: programs that use objects alone never need it. */
  private static final class Structs {
    private static boolean registered; // guarded by the class

    static synchronized void register() {
      if (registered) {
        return;
      }
      if (initializeBinding(true) < 0) {
        throw new LinkageError("libbpf-java's native library cannot register its structs");
      }
      registered = true;
    }
  }
}
