package org.libbpfjava.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/**
 * What a program of modules is told when it forgets something that the class path does not need.
 */
class ModulePathTest {
  private static final String MODULES =
      Arrays.stream(System.getProperty("java.class.path").split(":"))
          .filter(
              entry ->
                  entry.matches(".*(/core/target/classes|presets[^/]*|javacpp-[0-9.]+)(\\.jar)?/?"))
          .collect(Collectors.joining(":"));

  @TempDir private Path folder;
  private @Nullable String path;

  @BeforeEach
  void compile() throws Exception {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    assumeTrue(javac != null, "needs a JDK");
    Path source = Files.createDirectories(folder.resolve("source/acme"));
    Files.writeString(
        source.resolveSibling("module-info.java"),
        "module acme { requires org.libbpfjava; exports acme; }");
    Files.writeString(
        source.resolve("Main.java"),
        """
        package acme;
        public class Main {
          public static void main(String[] resources) {
            for (String resource : resources) {
              try (var open = org.libbpfjava.BpfObject.open(Main.class, resource)) {
                System.out.println("opened " + open.programs());
              } catch (RuntimeException | LinkageError e) {
                System.out.println(e.getMessage());
              }
            }
          }
        }
        """);
    Path classes = folder.resolve("classes");
    int status =
        javac.run(
            null,
            null,
            null,
            "--release",
            "17",
            "-p",
            MODULES,
            "-d",
            classes.toString(),
            source.resolveSibling("module-info.java").toString(),
            source.resolve("Main.java").toString());
    assertEquals(0, status);
    for (String place : List.of("bpf", "acme", "META-INF/bpf")) {
      Files.createDirectories(classes.resolve(place));
      Files.write(classes.resolve(place).resolve("x.o"), BpfObjects.bytes("globals.bpf.o"));
    }
    path = classes + ":" + MODULES;
  }

  @Test
  void aResourceInAPackageThatIsNotOpenIsToldFromAMissingOne() throws Exception {
    String[] lines = run(natives(), "/bpf/x.o", "x.o", "y.o", "/META-INF/bpf/x.o");
    String advice =
        "; add \"opens %s to org.libbpfjava;\" to its module-info.java, or move the file to a folder"
            + " that is no package, such as META-INF/bpf";
    String encapsulated =
        "open object: resource '%s' beside acme.Main lies in package %s of module acme, which is not"
            + " open to org.libbpfjava";
    assertEquals(
        String.format(encapsulated, "/bpf/x.o", "bpf") + String.format(advice, "bpf"), lines[0]);
    assertEquals(
        String.format(encapsulated, "x.o", "acme") + String.format(advice, "acme"), lines[1]);
    assertEquals("open object: no resource 'y.o' beside acme.Main", lines[2]);
    assertTrue(lines[3].startsWith("opened ["), lines[3]);
  }

  @Test
  void aForgottenModuleOfNativesIsNamedWithTheOption() throws Exception {
    String classifier = natives().substring("org.libbpfjava.".length()).replace('.', '-');
    assertEquals(
        "libbpf-java's native library for "
            + classifier
            + " is not among the modules of this JVM: start it with --add-modules "
            + natives()
            + ", and have that module on the module path, by the dependency"
            + " org.libbpfjava:libbpf-java-presets with the classifier "
            + classifier
            + ", or org.libbpfjava:libbpf-java-platform for all platforms",
        run("java.base", "/META-INF/bpf/x.o")[0]);
  }

  private static String natives() {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    return "org.libbpfjava.linux." + arch;
  }

  private String[] run(String module, String... resources) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=org.libbpfjava.presets,org.bytedeco.javacpp");
    }
    command.addAll(List.of("-p", Objects.requireNonNull(path), "--add-modules", module));
    command.addAll(List.of("-m", "acme/acme.Main"));
    command.addAll(List.of(resources));
    return ChildProcess.run(Map.of(), command).output().split("\n", -1);
  }
}
