package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.Libbpf;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.kernel.Kernel;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** What is said of a failure must not fail itself: where much that it looks at is missing. */
@KernelTest
class DiagnosisKernelTest {

  /** Everything that explains something, one line each. */
  static final class Everything {
    private Everything() {}

    public static void main(String[] arguments) {
      tell("available", () -> Libbpf.isAvailable() + " " + Libbpf.unavailabilityCause());
      tell("refused", () -> BpfObjects.load("refused.bpf.o"));
      tell("version", KernelVersion::running);
      tell("features", Everything::features);
      tell("loaded", Everything::loaded);
      tell("diagnosis", () -> Kernel.diagnosis().states().size() > 10);
    }

    private static String features() {
      return Arrays.stream(Feature.values()).map(Feature::absence).collect(Collectors.joining("; "))
          + Arrays.stream(Feature.values()).filter(Feature::isExpected).count();
    }

    private static String loaded() {
      try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
        return object.program("count").xlatedDisassembly().toString().isEmpty()
            + " "
            + object.variable("wide").getInt()
            + " "
            + object.program("count").verification();
      }
    }

    private static void tell(String what, java.util.concurrent.Callable<?> question) {
      try {
        System.out.println(what + ": " + question.call());
      } catch (Throwable e) {
        System.out.println(what + " threw " + e + " caused by " + e.getCause());
      }
    }
  }

  @Test
  void aProcWithoutItsSystemPartsLeavesTheRealReason() throws Exception {
    String mounts = "mount -t proc -o subset=pid none /proc";
    if (ChildProcess.run(Map.of(), ChildProcess.inMountNamespace(mounts, List.of("true"))).status()
        != 0) {
      throw KernelTier.skip("unshare cannot mount a /proc of its own");
    }
    ChildProcess child =
        ChildProcess.run(
            Map.of(), ChildProcess.inMountNamespace(mounts, ChildProcess.java(Everything.class)));
    assertTellsTheRealReason(child);
    assertTrue(
        child.output().contains("version: " + KernelVersion.running().major() + "."),
        child.output());
  }

  @Tag("host") // in a guest only java.io.tmpdir can hold the library
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.libbpfjava.log.limit",
        "org.libbpfjava.leakDetection",
        "os.version",
        "os.arch",
        "java.io.tmpdir"
      })
  void nonsenseInAPropertyLeavesTheRealReason(String property) throws Exception {
    List<String> command = ChildProcess.java(Everything.class);
    command.add(1, "-D" + property + "=\u00fcber nonsense");
    if (property.startsWith("os.arch")) {
      command.add(1, "-Dorg.libbpfjava.platform=linux-" + System.getProperty("os.arch"));
    }
    assertTellsTheRealReason(ChildProcess.run(Map.of(), command));
  }

  @Test
  void aBrokenFinderOfLoggersLeavesTheRealReason(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("java.lang.System$LoggerFinder"), "no.such.Finder\n");
    List<String> command = ChildProcess.java(Everything.class);
    int path = command.indexOf("-cp") + 1;
    command.set(path, folder + ":" + command.get(path));
    assertTellsTheRealReason(ChildProcess.run(Map.of(), command));
  }

  @Tag("host") // it is about the class path, of which guests have another one
  @Test
  void aMissingJarIsNamedWithTheDependency() throws Exception {
    List<String> command = ChildProcess.java(Everything.class);
    int path = command.indexOf("-cp") + 1;
    command.set(
        path,
        Arrays.stream(command.get(path).split(":"))
            .filter(entry -> !entry.contains("presets"))
            .collect(Collectors.joining(":")));
    String[] lines = ChildProcess.run(Map.of(), command).output().split("\n", -1);
    String missing =
        "java.lang.UnsatisfiedLinkError: libbpf-java needs libbpf-java-presets, which is not on the"
            + " class path (no class org/libbpfjava/presets/NativeLibrary); add the dependency"
            + " org.libbpfjava:libbpf-java-platform, which brings it with its native libraries";
    assertEquals("available: false " + missing, lines[0]);
    assertTrue(lines[1].startsWith("refused threw " + missing + " caused by"), lines[1]);
  }

  private static void assertTellsTheRealReason(ChildProcess child) {
    assertEquals(0, child.status(), child.output());
    assertFalse(child.output().contains("Initializer"), child.output());
    assertFalse(child.output().contains("NoClassDef"), child.output());
    assertTrue( // behind what newer JDKs themselves have to say of a property
        child.output().lines().anyMatch("available: true null"::equals), child.output());
    assertTrue(
        child
            .output()
            .contains("refused threw org.libbpfjava.verifier.BpfLoadException: load program"),
        child.output());
    assertTrue(child.output().contains("\nloaded: false -320000 "), child.output());
    assertFalse(child.output().contains("features threw"), child.output());
    assertTrue(child.output().contains("\ndiagnosis: true\n"), child.output());
  }
}
