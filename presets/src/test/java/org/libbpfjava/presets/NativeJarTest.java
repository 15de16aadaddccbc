package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.presets.SharedLibrary.Symbol;

/** What a jar with natives promises to any Linux of its processor, seen from any other. */
class NativeJarTest {
  private static final int MEGABYTE = 1 << 20;

  @ParameterizedTest
  @EnumSource(HostPlatform.class)
  void aJarIsThereForEachPlatformThatWasAskedForAndForNoOther(HostPlatform platform) {
    assertTrue(NativeArtifacts.platforms().contains(HostPlatform.detect()));
    assertEquals(
        NativeArtifacts.platforms().contains(platform),
        Files.exists(NativeArtifacts.jar(platform)),
        NativeArtifacts.jar(platform).toString());
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void theLibraryLiesWhereTheLoaderAsksForIt(HostPlatform platform) {
    String arch = platform == HostPlatform.LINUX_X86_64 ? "x86_64" : "arm64";
    String path = "org/libbpfjava/raw/linux-" + arch + "/libjnilibbpf.so";
    List<String> files = NativeArtifacts.files(NativeArtifacts.jar(platform));
    assertEquals("/" + path, platform.resource());
    assertTrue(files.contains(path), files.toString());
    assertTrue(files.contains(path + ".id"), files.toString());
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void itHoldsOneLibraryAndNothingInForeignPackages(HostPlatform platform) {
    List<String> files = NativeArtifacts.files(NativeArtifacts.jar(platform));
    assertEquals(1, files.stream().filter(file -> file.endsWith(".so")).count(), files.toString());
    assertEquals(
        List.of(),
        files.stream()
            .filter(file -> !file.matches("(META-INF|org/libbpfjava)/.*|module-info\\.class"))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void licencesNoticeAndContentsAreInIt(HostPlatform platform) {
    List<String> files = NativeArtifacts.files(NativeArtifacts.jar(platform));
    for (String file :
        List.of(
            "LICENSE",
            "NOTICE",
            "licenses/libbpf-BSD-2-Clause.txt",
            "licenses/elfutils-GPL-3.0.txt",
            "licenses/elfutils-LGPL-3.0.txt",
            "licenses/zlib.txt",
            "sbom/native.cdx.json")) {
      assertTrue(files.contains("META-INF/" + file), file + " is not among " + files);
    }
    String notice = text(platform, "META-INF/NOTICE");
    assertTrue(notice.contains("ELFUTILS_SOURCE"), notice);
    String contents = text(platform, "META-INF/sbom/native.cdx.json");
    for (String name : List.of("libbpf", "elfutils", "zlib")) {
      assertTrue(contents.contains("\"name\": \"" + name + "\""), contents);
    }
  }

  private static String text(HostPlatform platform, String file) {
    byte[] bytes = NativeArtifacts.read(NativeArtifacts.jar(platform), file);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void hashSizeAndChecksumBesideTheLibraryAreItsOwn(HostPlatform platform) throws Exception {
    byte[] library = NativeArtifacts.library(platform);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(library);
    CRC32 checksum = new CRC32();
    checksum.update(library);
    assertEquals(
        String.format(
            "%s %d %08x\n", HexFormat.of().formatHex(hash), library.length, checksum.getValue()),
        text(platform, platform.resource().substring(1) + ".id"));
    try (URLClassLoader jar =
        new URLClassLoader(new URL[] {NativeArtifacts.jar(platform).toUri().toURL()})) {
      assertEquals(
          text(platform, platform.resource().substring(1) + ".id").strip(),
          jar.loadClass(platform.idClass()).getField("ID").get(null));
    }
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void itIsAtMostOneMegabyte(HostPlatform platform) throws IOException {
    long size = Files.size(NativeArtifacts.jar(platform));
    assertTrue(size <= MEGABYTE, size + " bytes");
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void itIsForItsProcessor(HostPlatform platform) {
    SharedLibrary library = new SharedLibrary(NativeArtifacts.library(platform));
    assertEquals(platform == HostPlatform.LINUX_X86_64 ? 62 : 183, library.machine());
    assertEquals(List.of("libjnilibbpf.so"), library.soname());
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void itNeedsNothingButPartsOfGlibc(HostPlatform platform) {
    Set<String> needed =
        new TreeSet<>(new SharedLibrary(NativeArtifacts.library(platform)).needed());
    needed.removeAll(Set.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0"));
    needed.removeAll(Set.of("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"));
    assertEquals(Set.of(), needed);
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void noSymbolIsNewerThanGlibc228(HostPlatform platform) {
    List<Symbol> symbols = new SharedLibrary(NativeArtifacts.library(platform)).symbols();
    assertTrue(symbols.stream().anyMatch(symbol -> symbol.version().startsWith("GLIBC_2.")));
    List<Symbol> newer =
        symbols.stream()
            .filter(symbol -> !symbol.version().isEmpty())
            .filter(this::tooNew)
            .toList();
    assertEquals(List.of(), newer);
  }

  private boolean tooNew(Symbol symbol) {
    String[] numbers = symbol.version().replaceFirst("^GLIBC_", "").split("\\.", -1);
    return !symbol.version().startsWith("GLIBC_2.") || Integer.parseInt(numbers[1]) > 28;
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void onlyWeakSymbolsAreUndefinedWithoutVersion(HostPlatform platform) {
    List<Symbol> unversioned =
        new SharedLibrary(NativeArtifacts.library(platform))
            .symbols().stream()
                .filter(symbol -> !symbol.defined() && !symbol.weak())
                .filter(symbol -> symbol.version().isEmpty())
                .toList();
    assertEquals(List.of(), unversioned);
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void itExportsTheEntryPointsOfTheJvmAlone(HostPlatform platform) {
    List<String> others =
        new SharedLibrary(NativeArtifacts.library(platform))
            .symbols().stream()
                .filter(Symbol::defined)
                .map(Symbol::name)
                .filter(name -> !name.startsWith("Java_") && !name.startsWith("JNI_On"))
                .toList();
    assertEquals(List.of(), others);
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void noFolderOfTheBuildMachineIsInIt(HostPlatform platform) {
    byte[] library = NativeArtifacts.library(platform);
    assertEquals(List.of(), new SharedLibrary(library).runPaths());
    String project = Path.of("..").toAbsolutePath().normalize().toString();
    String text = new String(library, StandardCharsets.ISO_8859_1);
    assertTrue(!text.contains(project), project);
  }

  @ParameterizedTest
  @MethodSource("org.libbpfjava.presets.NativeArtifacts#platforms")
  void everyNativeMethodIsBound(HostPlatform platform) throws ReflectiveOperationException {
    Set<String> exported =
        new SharedLibrary(NativeArtifacts.library(platform))
            .symbols().stream()
                .filter(Symbol::defined)
                .map(Symbol::name)
                .map(name -> name.replaceFirst("__.*", ""))
                .collect(Collectors.toSet());
    List<String> unbound = new ArrayList<>();
    for (String file : NativeArtifacts.files(NativeArtifacts.classesJar())) {
      if (file.endsWith(".class") && file.startsWith("org/")) {
        String name = file.substring(0, file.length() - 6).replace('/', '.');
        Class<?> type = Class.forName(name, false, NativeJarTest.class.getClassLoader());
        for (Method method : type.getDeclaredMethods()) {
          String symbol = "Java_" + mangle(name) + "_" + mangle(method.getName());
          if (Modifier.isNative(method.getModifiers())
              && !exported.contains(symbol.replaceFirst("__.*", ""))) {
            unbound.add(symbol);
          }
        }
      }
    }
    assertEquals(List.of(), unbound);
  }

  private static String mangle(String name) {
    return name.replace("_", "_1").replace("$", "_00024").replace('.', '_');
  }

  @Test
  void theClassesAreAtMostOneAndAHalfMegabytes() throws IOException {
    long size = Files.size(NativeArtifacts.classesJar());
    assertTrue(size <= MEGABYTE, size + " bytes, which leaves too little for java/core");
  }
}
