import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.bytedeco.javacpp.tools.Builder;

/**
 * Generates the binding with JavaCPP's Builder, the same files every time, and changes in them what
 * must be otherwise.
 *
 * <p>JavaCPP writes functions and class indices in the order of Class.getDeclaredMethods(), which
 * is that of symbol addresses in the JVM and differs from run to run. Class caches the array that
 * it copies from: it is sorted here, once for each class that the Builder will ask. Needs {@code
 * --add-opens java.base/java.lang=ALL-UNNAMED}; a JDK that works otherwise is found out, and the
 * build fails.
 *
 * <p>Arguments: {@code sources HEADERS OUT} for the Java half, {@code jni CLASSES OUT} for the C++
 * half and its native-image metadata. Every class of the class path below org.bytedeco.javacpp and
 * org.libbpfjava.raw is put in order.
 */
final class Binding {
  private static final Comparator<Method> ORDER =
      Comparator.comparing(Method::getName)
          .thenComparing(method -> Arrays.toString(method.getParameterTypes()))
          .thenComparing(method -> method.getReturnType().getName());

  private static final List<String> MAPPERS =
      List.of("org.libbpfjava.presets.libbpf", "org.libbpfjava.presets.plain");
  private static final String CLASSES = "org.libbpfjava.raw.**";

  private Binding() {}

  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[2]);
    delete(out);
    Files.createDirectories(out);
    switch (args[0]) {
      case "sources":
        String mapper =
            Path.of(Binding.class.getResource("Binding.class").toURI()).getParent().toString();
        for (String one : MAPPERS) {
          build(mapper, "-Dplatform.includepath=" + args[1], "-nogenerate", "-d", args[2], one);
        }
        GeneratedCode.changeSources(out);
        break;
      case "jni":
        String metadata = args[1] + "/META-INF/native-image/org.libbpfjava/libbpf-java-presets";
        build(args[1], "-nocompile", "-nodelete", "-configdir", metadata, "-d", args[2], CLASSES);
        GeneratedCode.changeJni(out, classes());
        break;
      default:
        throw new IllegalArgumentException(args[0]);
    }
  }

  /** Runs the Builder over the classes of a folder, with these of its arguments. */
  private static void build(String folder, String... arguments) throws Exception {
    Method cached = Class.class.getDeclaredMethod("privateGetDeclaredMethods", boolean.class);
    cached.setAccessible(true);
    List<Class<?>> classes = classes();
    for (Class<?> type : classes) {
      Arrays.sort((Method[]) cached.invoke(type, false), ORDER);
    }
    requireOrder(classes);
    List<String> all = new ArrayList<>(List.of("-properties", platform(), "-cp", folder));
    all.addAll(List.of(arguments));
    Builder.main(all.toArray(new String[0]));
    requireOrder(classes); // the caches are soft references
  }

  /** What JavaCPP calls this machine. The output is the same for all that we support. */
  private static String platform() {
    return System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x86_64";
  }

  private static void requireOrder(List<Class<?>> classes) {
    for (Class<?> type : classes) {
      Method[] methods = type.getDeclaredMethods();
      Method[] sorted = methods.clone();
      Arrays.sort(sorted, ORDER);
      if (!Arrays.equals(methods, sorted)) {
        throw new IllegalStateException(
            "this JDK does not keep the order of " + type.getName() + "'s methods");
      }
    }
  }

  private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      for (String file : files(Path.of(entry))) {
        if (file.matches("org/(bytedeco/javacpp|libbpfjava/raw(/global)?)/[^/]*\\.class")) {
          String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
          Class<?> type = Class.forName(name, false, Binding.class.getClassLoader());
          type.getDeclaredMethods(); // fails here, not in the Builder, if a class is missing
          classes.add(type);
        }
      }
    }
    return classes;
  }

  private static List<String> files(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      try (Stream<Path> files = Files.walk(entry)) {
        return files.map(file -> entry.relativize(file).toString()).sorted().toList();
      }
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      return jar.stream().map(file -> file.getName()).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
