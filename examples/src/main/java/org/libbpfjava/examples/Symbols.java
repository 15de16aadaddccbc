package org.libbpfjava.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Names of addresses: functions of the kernel, and files that processes have mapped. */
final class Symbols {
  private final NavigableMap<Long, String> kernel = new TreeMap<>(Long::compareUnsigned);
  private final Map<Integer, NavigableMap<Long, Mapping>> processes = new HashMap<>();

  /** A line of /proc/PID/maps: where a file's bytes from an offset on are. */
  private record Mapping(long start, long end, long offset, String file) {
    static Mapping parse(String line) {
      String[] words = line.split("\\s+", 6);
      String[] range = words[0].split("-", 2);
      return new Mapping(
          Long.parseUnsignedLong(range[0], 16),
          Long.parseUnsignedLong(range[1], 16),
          Long.parseUnsignedLong(words[2], 16),
          words.length < 6 || words[5].isEmpty() ? "[anonymous]" : words[5].strip());
    }
  }

  Symbols() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/kallsyms"))) {
      lines
          .map(line -> line.split("\\s+", 4))
          .filter(words -> words[1].equalsIgnoreCase("t"))
          .forEach(words -> kernel.put(Long.parseUnsignedLong(words[0], 16), words[2]));
    }
  }

  String ofKernel(long address) {
    Map.Entry<Long, String> function = kernel.floorEntry(address);
    return function == null ? "0x" + Long.toHexString(address) : function.getValue();
  }

  /** {@return the file that is mapped there and the place in it, such as libc.so.6+0x28f90} */
  String ofProcess(int pid, long address) {
    Map.Entry<Long, Mapping> found =
        processes.computeIfAbsent(pid, Symbols::mappings).floorEntry(address);
    if (found == null || Long.compareUnsigned(address, found.getValue().end) >= 0) {
      return "0x" + Long.toHexString(address);
    }
    Mapping mapping = found.getValue();
    return mapping.file.replaceFirst(".*/", "")
        + "+0x"
        + Long.toHexString(address - mapping.start + mapping.offset);
  }

  private static NavigableMap<Long, Mapping> mappings(int pid) {
    NavigableMap<Long, Mapping> all = new TreeMap<>(Long::compareUnsigned);
    try (Stream<String> lines = Files.lines(Path.of("/proc", Integer.toString(pid), "maps"))) {
      lines.map(Mapping::parse).forEach(mapping -> all.put(mapping.start, mapping));
    } catch (IOException | UncheckedIOException e) {
      all.clear(); // the process has ended
    }
    return all;
  }
}
