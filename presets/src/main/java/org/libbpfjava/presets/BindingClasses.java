package org.libbpfjava.presets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The generated classes, from a list that the build writes beside this class. */
final class BindingClasses {
  private BindingClasses() {}

  static void initialize() {
    ClassLoader loader = BindingClasses.class.getClassLoader();
    try (InputStream in = BindingClasses.class.getResourceAsStream("classes");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String name = lines.readLine(); name != null; name = lines.readLine()) {
        Class.forName("org.libbpfjava.raw." + name, true, loader);
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new LinkageError("libbpf-java-presets is incomplete", e);
    }
  }
}
