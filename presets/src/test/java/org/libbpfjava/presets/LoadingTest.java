package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading in fresh JVMs: from bad places, of bad files, beside others. */
class LoadingTest {
  private static final String SUPPORTED =
      "; it has linux-x86_64 and linux-aarch64, and -Dorg.libbpfjava.platform overrides what was"
          + " detected";
  private static final String VERSION = System.getProperty("presets.version", "");

  private final Path temp;

  LoadingTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @ParameterizedTest
  @CsvSource({"Windows 11,amd64", "Mac OS X,aarch64", "Linux,riscv64", "FreeBSD,amd64"})
  void anotherPlatformIsNamedWithWhatIsSupported(String name, String arch) throws Exception {
    assertEquals(
        "UnsupportedOperationException: libbpf-java has no native library for this machine"
            + (" (os.name=" + name + ", os.arch=" + arch + ")" + SUPPORTED),
        run(Jvm.withNatives("-Dos.name=" + name, "-Dos.arch=" + arch), "load"));
  }

  @Test
  void anUnknownPlatformInThePropertyIsNamed() throws Exception {
    assertEquals(
        "UnsupportedOperationException: libbpf-java has no native library for"
            + " org.libbpfjava.platform=linux-sparc (os.name=Linux, os.arch="
            + System.getProperty("os.arch")
            + ")"
            + SUPPORTED,
        run(Jvm.withNatives("-Dorg.libbpfjava.platform=linux-sparc"), "load"));
  }

  @Test
  void aMissingJarOfThePlatformIsNamed() throws Exception {
    String classifier = other().classifier();
    assertEquals(
        "UnsatisfiedLinkError: libbpf-java's native library for "
            + classifier
            + " is not on the class path; add the dependency org.libbpfjava:libbpf-java-presets with"
            + " the classifier "
            + classifier
            + ", or org.libbpfjava:libbpf-java-platform for all platforms",
        run(
            new Jvm("-Dorg.libbpfjava.platform=" + classifier).with(NativeArtifacts.jar(host())),
            "load"));
  }

  @Test
  void aSecondCallSaysTheSame() throws Exception {
    String[] lines = run(new Jvm(), "load", "version", "load").split("\n", -1);
    assertEquals(3, lines.length);
    assertEquals(lines[0], lines[1]);
    assertEquals(lines[0], lines[2]);
  }

  @Test
  void aLibraryOfAnotherVersionIsRefused() throws Exception {
    Path library = Files.write(temp.resolve("other.so"), ofVersion("9.9.9"));
    assertEquals(
        "UnsatisfiedLinkError: "
            + library
            + " is of libbpf-java-presets 9.9.9"
            + VERSION.substring(5)
            + ", these classes are of "
            + VERSION
            + "; give the dependency with the classifier the same version",
        run(Jvm.withNatives("-Dorg.libbpfjava.library.path=" + library), "load"));
  }

  @Test
  void aForeignLibraryIsRefused() throws Exception {
    Path foreign = temp.resolve("foreign.so");
    String system = System.mapLibraryName("zip");
    Files.copy(Path.of(System.getProperty("java.home"), "lib", system), foreign);
    assertEquals(
        "UnsatisfiedLinkError: " + foreign + " is not libbpf-java's native library",
        run(Jvm.withNatives("-Dorg.libbpfjava.library.path=" + foreign), "load"));
  }

  @Test
  void aFileThatIsNoLibraryIsRefusedAndNothingElseIsTried() throws Exception {
    Path library = Files.write(temp.resolve("broken.so"), new byte[4096]);
    assertEquals(
        "UnsatisfiedLinkError: -Dorg.libbpfjava.library.path=" + library + ": is no ELF library",
        run(Jvm.withNatives("-Dorg.libbpfjava.library.path=" + library), "load"));
  }

  @Test
  void aTruncatedLibraryIsRefusedBeforeItCanCrashTheJvm() throws Exception {
    byte[] whole = NativeArtifacts.library(host());
    Path library = temp.resolve("truncated.so");
    Files.write(library, Arrays.copyOf(whole, whole.length / 2));
    assertEquals(
        "UnsatisfiedLinkError: -Dorg.libbpfjava.library.path="
            + library
            + (": is truncated: " + whole.length / 2 + " of " + whole.length + " bytes"),
        run(Jvm.withNatives("-Dorg.libbpfjava.library.path=" + library), "load"));
  }

  @Test
  void aMissingLibraryOnDiskIsRefusedAndNothingElseIsTried() throws Exception {
    assertEquals(
        "UnsatisfiedLinkError: -Dorg.libbpfjava.library.path=/no/such.so: no such file",
        run(Jvm.withNatives("-Dorg.libbpfjava.library.path=/no/such.so"), "load"));
  }

  @Test
  void aLibraryOnDiskNeedsNoJarAndNoCache() throws Exception {
    Path library = Files.write(temp.resolve("own.so"), NativeArtifacts.library(host()));
    Path cache = temp.resolve("cache");
    assertEquals(
        "loaded",
        run(
            new Jvm(
                "-Dorg.libbpfjava.library.path=" + library, "-Dorg.libbpfjava.cache.dir=" + cache),
            "load"));
    assertTrue(Files.notExists(cache));
  }

  @Test
  void aDamagedLibraryInTheJarIsNotLoaded() throws Exception {
    byte[] library = NativeArtifacts.library(host());
    library[library.length / 2] ^= 1;
    Path folder = temp.resolve("damaged");
    Path file = folder.resolve(host().resource().substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, library);
    String id = host().resource().substring(1) + ".id";
    byte[] hash = NativeArtifacts.read(NativeArtifacts.jar(host()), id);
    Files.write(folder.resolve(id), hash);
    Path cache = temp.resolve("cache");
    assertEquals(
        cannotBeLoaded(
            cache
                + ": IOException the library in the jar of "
                + host().classifier()
                + " is damaged: its sha256 is not "
                + new String(hash, StandardCharsets.US_ASCII).split(" ", -1)[0]),
        run(new Jvm("-Dorg.libbpfjava.cache.dir=" + cache).with(folder), "load"));
  }

  @Test
  void aTruncatedFileInTheCacheIsReplaced() throws Exception {
    Jvm jvm = Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp);
    assertEquals("loaded", run(jvm, "load"));
    Path file = cached(temp);
    Files.write(file, new byte[100]);
    assertEquals("loaded", run(jvm, "load"));
    assertEquals(NativeArtifacts.library(host()).length, Files.size(file));
  }

  @Test
  void aCacheThatOthersCanWriteIsNotUsed() throws Exception {
    Jvm jvm = Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp);
    assertEquals("loaded", run(jvm, "load"));
    Path folder = cached(temp).getParent();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(
        cannotBeLoaded(temp + ": IOException " + folder + " can be written by others"),
        run(jvm, "load"));
  }

  @Test
  void twentyJvmsShareAnEmptyCache() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Jvm jvm =
          Jvm.withNatives(
              "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dorg.libbpfjava.cache.dir=" + temp);
      processes.add(jvm.start(LoadProbe.class, "load"));
    }
    for (Process process : processes) {
      assertEquals("loaded", Jvm.output(process));
    }
    try (Stream<Path> files = Files.walk(temp)) {
      assertEquals(List.of(cached(temp)), files.filter(Files::isRegularFile).toList());
    }
  }

  @Test
  void aReadOnlyHomeIsPassedOver() throws Exception {
    Path home = Files.createDirectory(temp.resolve("home"));
    Path files = Files.createDirectory(temp.resolve("files"));
    assertEquals(
        "loaded",
        inNamespace(
            "mount -t tmpfs -o ro none " + home,
            Jvm.withNatives(homeAndTemp(home, files)),
            "load"));
    try (Stream<Path> left = Files.list(files)) {
      assertEquals(
          List.of(),
          left.filter(file -> file.getFileName().toString().startsWith("libbpf-java")).toList(),
          "temporary copies after loading");
    }
  }

  @Test
  void theRootFolderAsHomeIsPassedOverWhenItCannotBeWritten() throws Exception {
    Path files = Files.createDirectory(temp.resolve("files"));
    assertEquals(
        "loaded",
        inNamespace(
            "mount -t tmpfs none " + files + " && mount -o remount,ro,bind /",
            Jvm.withNatives(homeAndTemp(Path.of("/"), files)),
            "load"));
  }

  @Test
  void noexecFoldersAreNamedWithThePropertyThatHelps() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("noexec"));
    String output =
        inNamespace(
            "mount -t tmpfs -o noexec none " + folder,
            Jvm.withNatives(homeAndTemp(folder, folder)),
            "load");
    String file = "(/[^:; ]*/libjnilibbpf.so): \\1: \\1: failed to map segment from shared object";
    assertTrue(
        output.matches(
            cannotBeLoaded("").replace(".", "\\.") + file + "; " + file.replace("\\1", "\\2")),
        output);
  }

  @Test
  void aSecondClassLoaderIsToldSo() throws Exception {
    assertEquals(
        "loaded, UnsatisfiedLinkError: libbpf-java's native library is already loaded by another"
            + " class loader of this JVM; put libbpf-java where a common parent of both loads it",
        run(Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp), "loaders"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct", "bind,struct", "struct,bind,load", "plain,struct,plain"})
  void aStructIsRegisteredWhenItIsFirstUsed(String steps) throws Exception {
    String[] each = steps.split(",", -1);
    assertEquals(
        String.join("\n", each).replace("bind", "bound").replace("load", "loaded"),
        run(Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp), each));
  }

  /** A start that uses no struct does not pay for them. */
  @Test
  void bindingLoadsNoClassOfAStruct() throws Exception {
    Path log = temp.resolve("classes.log");
    Jvm jvm = Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp, "-Xlog:class+load:file=" + log);
    assertEquals("bound", run(jvm, "bind"));
    String loaded = Files.readString(log);
    assertTrue(loaded.contains("org.libbpfjava.raw.global.libbpf "), loaded);
    assertFalse(loaded.contains("org.libbpfjava.raw.bpf_tc_opts "), loaded);
  }

  /** A start that uses plain functions does not pay for JavaCPP's. */
  @Test
  void plainFunctionsStartNothingOfJavacpp() throws Exception {
    Path log = temp.resolve("classes.log");
    Jvm jvm = Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + temp, "-Xlog:class+load:file=" + log);
    assertEquals("plain", run(jvm, "plain"));
    String loaded = Files.readString(log);
    assertTrue(loaded.contains("org.libbpfjava.raw.global.plain "), loaded);
    assertFalse(loaded.contains("org.bytedeco.javacpp."), loaded);
  }

  @ParameterizedTest
  @CsvSource({"load,ffi", "ffi,load", "version,ffi", "plain,ffi"})
  void anotherLibraryOfJavacppWorksBesideIt(String first, String second) throws Exception {
    assumeTrue(host() == HostPlatform.LINUX_X86_64, "libffi's jar here is for x86_64");
    Map<String, String> lines =
        Map.of("load", "loaded", "ffi", "ffi 4", "version", "libbpf 1.7.0", "plain", "plain");
    assertEquals(
        String.join("\n", lines.get(first), "both", lines.get(second), "both", "loaded"),
        runDespiteWarnings(
            Jvm.withNatives(
                "-Dorg.libbpfjava.cache.dir=" + temp,
                "-Dorg.bytedeco.javacpp.cachedir=" + temp.resolve("javacpp")),
            first,
            "strings",
            second,
            "strings",
            "load"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.libbpfjava.library.path",
        "org.libbpfjava.cache.dir",
        "org.libbpfjava.platform",
        "java.io.tmpdir",
        "user.home",
        "os.name",
        "os.arch"
      })
  void nonsenseInAPropertyIsACauseAndNeverThrown(String property) throws Exception {
    String cache = "-Dorg.libbpfjava.cache.dir=" + temp;
    boolean isCache = property.startsWith("java.") || property.startsWith("user.");
    String output =
        run(
            Jvm.withNatives(isCache ? "-Dunused=" : cache),
            "nonsense:" + property,
            "available",
            "available");
    String[] answers = output.split("\n", -1);
    assertEquals(answers[1], answers[2], "the second time");
    assertFalse(output.contains("Initializer"), output);
    assertFalse(output.contains("NoClassDef"), output);
    if (property.startsWith("org.")) {
      assertTrue(answers[1].contains(property), output);
    }
  }

  @Test
  void aJvmThatForbidsNativeCodeNamesTheOption() throws Exception {
    Path jdk = Jvm.newestJdk();
    assumeTrue(!jdk.equals(Path.of(System.getProperty("java.home"))), "only one JDK here");
    Jvm jvm =
        Jvm.withNatives("--illegal-native-access=deny", "-Dorg.libbpfjava.cache.dir=" + temp)
            .on(jdk);
    String output = run(jvm, "available", "load");
    String expected =
        "UnsatisfiedLinkError: libbpf-java's native library cannot be loaded: this JVM forbids"
            + " native code; start it with --enable-native-access=ALL-UNNAMED (";
    for (String line : output.split("\n", -1)) {
      assertTrue(line.startsWith(expected), output);
    }
    assertEquals(
        "available\nloaded",
        run(
            Jvm.withNatives(
                    "--illegal-native-access=deny",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dorg.libbpfjava.cache.dir=" + temp)
                .on(jdk),
            "available",
            "load"));
  }

  private static String cannotBeLoaded(String tried) {
    return "UnsatisfiedLinkError: libbpf-java's native library cannot be loaded; set"
        + " -Dorg.libbpfjava.cache.dir to a folder of your own that is writable and not mounted"
        + " noexec, or -Dorg.libbpfjava.library.path to a library on disk. Tried: "
        + tried;
  }

  private static HostPlatform host() {
    return HostPlatform.detect();
  }

  private static HostPlatform other() {
    return host() == HostPlatform.LINUX_X86_64
        ? HostPlatform.LINUX_AARCH64
        : HostPlatform.LINUX_X86_64;
  }

  private static Path cached(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.endsWith("libjnilibbpf.so")).findFirst().orElseThrow();
    }
  }

  /** Our library with the first characters of its version changed. */
  private static byte[] ofVersion(String version) {
    String library = new String(NativeArtifacts.library(host()), StandardCharsets.ISO_8859_1);
    assertTrue(library.contains(VERSION), VERSION);
    return library
        .replace(VERSION, version + VERSION.substring(version.length()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String[] homeAndTemp(Path home, Path temp) {
    return new String[] {"-Duser.home=" + home, "-Djava.io.tmpdir=" + temp};
  }

  private static String run(Jvm jvm, String... steps) throws Exception {
    return Jvm.output(jvm.start(LoadProbe.class, steps));
  }

  /** JavaCPP warns that the other library was made for an older one. */
  private static String runDespiteWarnings(Jvm jvm, String... steps) throws Exception {
    return run(jvm, steps).replaceAll("Warning: Versions of .* do not match\\.\n", "");
  }

  /** Runs it where only it sees the mounts that {@code mounts} makes. */
  private static String inNamespace(String mounts, Jvm jvm, String... steps) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    List<String> command =
        new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mounts + " && exec \"$@\"", "sh"));
    command.addAll(jvm.command(LoadProbe.class, steps));
    return Jvm.output(jvm.start(command));
  }
}
