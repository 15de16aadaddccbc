package org.libbpfjava.presets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What the build has made, for tests to look into. */
final class NativeArtifacts {
  private NativeArtifacts() {}

  /** The platforms that this build was asked for, whatever it has made. */
  static List<HostPlatform> platforms() {
    String asked = Objects.requireNonNull(System.getProperty("presets.platforms"), "platforms");
    return Arrays.stream(asked.split(",", -1))
        .map(name -> HostPlatform.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT)))
        .toList();
  }

  static Path classesJar() {
    return path("presets.jar");
  }

  static Path jar(HostPlatform platform) {
    String main = classesJar().toString();
    return Path.of(main.replaceAll("\\.jar$", "-" + platform.classifier() + ".jar"));
  }

  /** libbpf's headers and the shim's. */
  static Path headers() {
    return path("presets.headers");
  }

  static List<String> files(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(Path jar, String name) {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in = file.getInputStream(file.getJarEntry(name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] library(HostPlatform platform) {
    return read(jar(platform), platform.resource().substring(1));
  }

  private static Path path(String property) {
    return Path.of(Objects.requireNonNull(System.getProperty(property), property));
  }
}
