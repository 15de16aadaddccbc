package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** libbpf's version stands in native/sources, and nowhere else is another one told. */
class VersionsTest {
  private static final Path NATIVE = Path.of("../native");

  @Test
  void theLibraryTellsTheVersionThatItWasBuiltFrom() throws IOException {
    assertEquals(pinned("libbpf"), NativeLibrary.libbpfVersion());
  }

  @Test
  void allManifestsTellIt() throws IOException {
    List<Path> jars = new ArrayList<>(List.of(NativeArtifacts.classesJar()));
    NativeArtifacts.platforms().forEach(platform -> jars.add(NativeArtifacts.jar(platform)));
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        assertEquals(
            pinned("libbpf"),
            file.getManifest().getMainAttributes().getValue("Libbpf-Version"),
            jar.toString());
      }
    }
  }

  @Test
  void theReadmesTableHasARowForThisVersion() throws IOException {
    String version = System.getProperty("presets.version", "").replace("-SNAPSHOT", "");
    String row =
        String.format(
            "| %s | %s | %s | %s |", version, pinned("libbpf"), pinned("elfutils"), pinned("zlib"));
    String readme = Files.readString(NATIVE.resolve("README.md"));
    assertTrue(readme.contains(row), "native/README.md lacks the row " + row);
  }

  /** The first of the places where the source can be had; all have one version. */
  private static String pinned(String source) throws IOException {
    List<String> versions =
        Files.readAllLines(NATIVE.resolve("sources")).stream()
            .filter(row -> row.startsWith(source + " "))
            .map(row -> row.split(" +", -1)[1])
            .distinct()
            .toList();
    assertEquals(1, versions.size(), source + ": " + versions);
    return versions.get(0);
  }
}
