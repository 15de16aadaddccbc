package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.libbpfjava.testing.Regions;

/**
 * The Javadoc of every public package shows code that a test runs; that of {@code insn} is in
 * InsnPackageTest.
 */
class PackageInfoTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java/org/libbpfjava");
  private static final Pattern EXPORT = Pattern.compile("^ *exports ([\\w.]+);", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> aPackageOfTheModuleShowsCodeThatRuns() throws IOException {
    assumeTrue(Files.exists(MAIN), "no source tree here");
    List<String> packages =
        EXPORT
            .matcher(Files.readString(MAIN.resolve("module-info.java")))
            .results()
            .map(export -> export.group(1))
            .filter(name -> !name.equals("org.libbpfjava.insn"))
            .toList();
    assertTrue(packages.contains("org.libbpfjava.map"), () -> packages.toString());
    Path test = TESTS.resolve("PackageInfoKernelTest.java");
    return packages.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(MAIN, name, test)));
  }

  @Test
  void theJunitModuleShowsCodeThatRuns() throws IOException {
    Path main = Path.of("../junit/src/main/java");
    assumeTrue(Files.exists(main), "no source tree here");
    check(main, "org.libbpfjava.junit", TESTS.resolve("testing/CounterKernelTest.java"));
  }

  private static void check(Path sources, String name, Path test) throws IOException {
    Path file = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
    Regions.checkJavadoc(file, test, name);
  }
}
