package org.libbpfjava.presets;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.libffi.global.ffi;
import org.libbpfjava.raw.bpf_object_open_opts;
import org.libbpfjava.raw.global.libbpf;
import org.libbpfjava.raw.global.plain;

/** Runs in a JVM of its own, because a JVM loads the library once. Prints what came of it. */
final class LoadProbe {
  private LoadProbe() {}

  public static void main(String[] args) throws Exception {
    for (String step : args) {
      System.out.println(attempt(step));
    }
  }

  private static String attempt(String step) throws Exception {
    if (step.startsWith("nonsense:")) {
      return System.setProperty(step.substring("nonsense:".length()), "a\0b") + " replaced";
    }
    try {
      return switch (step) {
        case "version" -> "libbpf " + NativeLibrary.libbpfVersion();
        case "load" -> load();
        case "available" ->
            NativeLibrary.unavailabilityCause()
                .map(cause -> cause.getClass().getSimpleName() + ": " + cause.getMessage())
                .orElse("available");
        case "bind" -> {
          NativeLibrary.load();
          yield libbpf.libbpf_major_version() == 1 ? "bound" : "bound, not usable";
        }
        case "plain" -> plain.lbj_page_size() >= 4096 ? "plain" : "plain, not usable";
        case "struct" -> struct();
        case "ffi" -> {
          Loader.load(ffi.class);
          yield "ffi " + ffi.ffi_type_sint32().size();
        }
        case "strings" -> strings();
        case "loaders" -> inClassLoaderOfItsOwn() + ", " + inClassLoaderOfItsOwn();
        default -> throw new IllegalArgumentException(step);
      };
    } catch (UnsupportedOperationException | UnsatisfiedLinkError e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  /** One of which nobody has loaded the library. */
  private static String struct() {
    try (bpf_object_open_opts options = new bpf_object_open_opts()) {
      return options.sizeof() > 8 ? "struct" : "struct, not registered";
    }
  }

  /** JavaCPP's own natives, whichever library they were bound to. */
  private static String strings() {
    try (BytePointer text = new BytePointer("both")) {
      return text.getString();
    }
  }

  /** Public, for a class loader of its own to call. */
  public static String load() {
    NativeLibrary.load();
    try (bpf_object_open_opts options = new bpf_object_open_opts()) {
      return plain.lbj_page_size() >= 4096 && options.sz() > 8 ? "loaded" : "loaded, not usable";
    }
  }

  private static String inClassLoaderOfItsOwn() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    // Left open: the library belongs to it.
    ClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    Class<?> probe = loader.loadClass(LoadProbe.class.getName());
    var attempt = probe.getDeclaredMethod("attempt", String.class);
    attempt.setAccessible(true);
    return (String) attempt.invoke(null, "load");
  }
}
