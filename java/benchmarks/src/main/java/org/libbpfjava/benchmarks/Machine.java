package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.libbpfjava.Libbpf;

/**
 * What the numbers belong to.
 *
 * @param facts by name: cpu, kernel, jdk and the like
 */
record Machine(Map<String, String> facts) {
  static Machine here() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    facts.put("CPU", cpu() + ", " + processors() + " processors");
    facts.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(
        "JDK",
        System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version")
            + ", "
            + System.getProperty("java.vm.vendor"));
    facts.put(
        "Kernel",
        "Linux "
            + System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+\\.\\d+).*", "$1")
            + ", "
            + System.getProperty("os.arch"));
    facts.put("libbpf", Libbpf.version());
    return new Machine(facts);
  }

  private static String cpu() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst("^[^:]*: *", ""))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static long processors() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("processor"))
        .count();
  }
}
