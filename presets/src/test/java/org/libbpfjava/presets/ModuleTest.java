package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModuleTest {

  /** An empty set is everybody. */
  @Test
  void callsThatCheckNothingAreForOneModuleAlone() {
    ModuleDescriptor module =
        ModuleFinder.of(NativeArtifacts.classesJar())
            .find("org.libbpfjava.presets")
            .orElseThrow()
            .descriptor();
    Map<String, Set<String>> exports =
        module.exports().stream()
            .collect(
                Collectors.toMap(
                    ModuleDescriptor.Exports::source, ModuleDescriptor.Exports::targets));
    assertEquals(
        Map.of(
            "org.libbpfjava.presets", Set.of(),
            "org.libbpfjava.presets.calls", Set.of("org.libbpfjava"),
            "org.libbpfjava.raw", Set.of(),
            "org.libbpfjava.raw.global", Set.of()),
        exports);
  }
}
