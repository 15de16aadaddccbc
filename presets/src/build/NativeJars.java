import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Puts together what the jar of each platform holds: the library, licence texts, NOTICE, the list
 * of what is inside (CycloneDX), a module descriptor. Platforms that were not asked for have no
 * folder and no jar afterwards, so that none is left from an earlier build.
 *
 * <p>Arguments: the platforms, separated by commas; presets/target; the artifact's version.
 */
final class NativeJars {
  /** The licence that each of native/sources is used under. */
  private static final Map<String, String> LICENSES =
      Map.of("libbpf", "BSD-2-Clause", "elfutils", "LGPL-3.0-or-later", "zlib", "Zlib");

  private final Path project;
  private final Path target;

  private NativeJars(Path target) {
    this.target = target;
    this.project = target.resolve("../..").normalize();
  }

  public static void main(String[] args) throws Exception {
    NativeJars jars = new NativeJars(Path.of(args[1]).toAbsolutePath().normalize());
    List<String> platforms = List.of(args[0].split(","));
    jars.removeAllBut(platforms);
    for (String platform : platforms) {
      jars.link(platform, args[2]);
      jars.fill(platform);
    }
    jars.writeManifest(platforms.get(0));
  }

  private void removeAllBut(List<String> platforms) throws IOException {
    for (String platform : List.of("linux-x86_64", "linux-aarch64")) {
      if (!platforms.contains(platform)) {
        delete(target.resolve("native").resolve(platform));
        try (Stream<Path> files = Files.list(target)) {
          for (Path jar : files.filter(f -> f.toString().endsWith(platform + ".jar")).toList()) {
            Files.delete(jar);
          }
        }
      }
    }
  }

  private void fill(String platform) throws Exception {
    Path built = project.resolve("native/target").resolve(platform);
    Path jar = target.resolve("native").resolve(platform);
    Path meta = jar.resolve("META-INF");
    // The folder's name is JavaCPP's word for the platform.
    Path library = jar.resolve("org/libbpfjava/raw/" + platform.replace("aarch64", "arm64"));
    for (String file : List.of("libjnilibbpf.so", "libjnilibbpf.so.id")) {
      copy(built.resolve(file), library.resolve(file));
    }
    for (String file : List.of("LICENSE", "NOTICE")) {
      copy(project.resolve(file), meta.resolve(file));
    }
    try (Stream<Path> files = Files.list(built.resolve("licenses"))) {
      for (Path file : files.toList()) {
        copy(file, meta.resolve("licenses").resolve(file.getFileName()));
      }
    }
    write(meta.resolve("sbom/native.cdx.json"), contents(platform, built));
    compile(platform, jar, Files.readString(built.resolve("libjnilibbpf.so.id")).strip());
  }

  /** The rows of native/sources, each source once. */
  private String contents(String platform, Path built) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String row : Files.readAllLines(project.resolve("native/sources"))) {
      if (!row.isEmpty() && !row.startsWith("#")) {
        String[] columns = row.split(" +");
        versions.putIfAbsent(columns[0], columns[1]);
      }
    }
    List<String> components = new ArrayList<>();
    versions.forEach((name, version) -> components.add(component(name, version)));
    String hash = Files.readString(built.resolve("libjnilibbpf.so.id")).split(" ")[0];
    return """
    {
      "bomFormat": "CycloneDX",
      "specVersion": "1.6",
      "version": 1,
      "metadata": {"component": {"type": "library", "name": "libjnilibbpf.so", "version": "%s", "description": "%s"}},
      "components": [
    %s
      ]
    }
    """
        .formatted(hash, platform, String.join(",\n", components));
  }

  private static String component(String name, String version) {
    String license = LICENSES.get(name);
    if (license == null) {
      throw new IllegalStateException("native/sources: what is the licence of '" + name + "'?");
    }
    return ("    {\"type\": \"library\", \"name\": \"%1$s\", \"version\": \"%2$s\", \"purl\":"
                + " \"pkg:generic/%1$s@%2$s\", \"licenses\": [{\"license\": {\"id\": \"%3$s\"}}]}")
        .formatted(name, version, license);
  }

  /**
   * A class that tells what the library is, and a module which is a name: folders like linux-x86_64
   * are no packages, so the class loader finds them.
   */
  private void compile(String platform, Path jar, String id) throws IOException {
    Path sources = target.resolve("module").resolve(platform);
    Path module = sources.resolve("module-info.java");
    write(module, "open module org.libbpfjava." + platform.replace('-', '.') + " {}\n");
    String name = "org.libbpfjava.natives." + platform.replace('-', '_');
    Path type = sources.resolve(name.replace('.', '/')).resolve("LibraryId.java");
    write(
        type,
        """
        package %s;

        /** What the library in this jar is: its sha256, its bytes, its CRC-32. */
        public final class LibraryId {
          public static final String ID = "%s";

          private LibraryId() {}
        }
        """
            .formatted(name, id));
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--release",
                "17",
                "-Xlint:-module",
                "-d",
                jar.toString(),
                module.toString(),
                type.toString());
    if (status != 0) {
      throw new IllegalStateException("javac cannot compile " + sources);
    }
  }

  /** What all jars of this module say of libbpf. */
  private void writeManifest(String platform) throws IOException {
    Path version = project.resolve("native/target").resolve(platform).resolve("libbpf-version");
    write(target.resolve("MANIFEST.MF"), "Libbpf-Version: " + Files.readString(version));
  }

  private void link(String platform, String version) throws IOException, InterruptedException {
    String script = project.resolve("native/link").toString();
    String sources = target.resolve("jni").toString();
    Process process = new ProcessBuilder(script, platform, sources, version).inheritIO().start();
    if (process.waitFor() != 0) {
      System.exit(1); // the script has said why
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
