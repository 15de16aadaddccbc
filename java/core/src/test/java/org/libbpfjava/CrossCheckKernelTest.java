package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.ChildProcess;

/** What Java set before load and reads after it is what bpftool and libbpf in C read. */
@KernelTest
class CrossCheckKernelTest {
  private static final Pattern MAP_ID = Pattern.compile("(?m)^map_id:\\s*(\\d+)$");
  private static final Pattern MAP_NAME = Pattern.compile("\\bname (\\S+)");
  private static final Pattern VALUE = Pattern.compile("\"value\":\\[([^\\]]*)\\]");

  @TempDir private Path folder;

  @Test
  void theBytesOfEachSectionAreThoseThatBpftoolAndCRead() throws Exception {
    Path reader = compileReader();
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      open.variable("target_pid").setInt(4711);
      open.variable("limits[2].name").setString("three");
      open.variable("mode").setString("MODE_FAST");
      open.variable("uhuge").setLong(-2);
      open.variable("shift").setInt(3);
      open.variable("precise").setDouble(-1.5);
      open.variable("counters[7]").setLong(0xfedc_ba98L);
      open.variable("raw").setBytes(new byte[] {1, 2, 3, 4, 5});
      Map<String, byte[]> before = new HashMap<>();
      open.sections().forEach(section -> before.put(section.name(), section.bytes()));

      try (BpfObject object = open.load()) {
        Map<String, Integer> ids = mapsOfThisProcess();
        for (String section : List.of(".rodata", ".data", ".bss")) {
          String expected = HexFormat.of().formatHex(before.get(section));
          assertEquals(
              expected, HexFormat.of().formatHex(object.section(section).bytes()), section);
          int id = id(ids, "globals" + section);
          assertEquals(expected, bpftool(id), section + " by bpftool");
          assertEquals(expected, inC(reader, id), section + " by libbpf in C");
        }

        object.variable("hits").setLong(0x0123_4567_89ab_cdefL);
        object.variable("small").setByte((byte) 77);
        for (String section : List.of(".data", ".bss")) {
          String live = HexFormat.of().formatHex(object.section(section).bytes());
          int id = id(ids, "globals" + section);
          assertEquals(live, bpftool(id), section + " by bpftool, changed after load");
          assertEquals(live, inC(reader, id), section + " by libbpf in C, changed after load");
        }
        assertTrue(bpftool(id(ids, "globals.bss")).contains("efcdab8967452301"));
      }
    }
  }

  /** The maps that this process has descriptors of, by the kernel's name. */
  private static Map<String, Integer> mapsOfThisProcess() throws Exception {
    Map<String, Integer> ids = new HashMap<>();
    try (Stream<Path> infos = Files.list(Path.of("/proc/self/fdinfo"))) {
      for (Path info : infos.toList()) {
        Matcher id = MAP_ID.matcher(Files.exists(info) ? Files.readString(info) : "");
        if (id.find()) {
          Matcher name = MAP_NAME.matcher(Bpftool.run("map", "show", "id", id.group(1)));
          assertTrue(name.find(), "map " + id.group(1) + " has a name");
          ids.put(name.group(1), Integer.valueOf(id.group(1)));
        }
      }
    }
    return ids;
  }

  private static int id(Map<String, Integer> ids, String name) {
    return Objects.requireNonNull(ids.get(name), () -> name + " is not among " + ids);
  }

  private static String bpftool(int id) throws Exception {
    Matcher value = VALUE.matcher(Bpftool.run("-j", "map", "dump", "id", String.valueOf(id)));
    assertTrue(value.find(), "bpftool shows bytes");
    return value.group(1).replaceAll("[\",]|0x", "");
  }

  private static String inC(Path reader, int id) throws Exception {
    ChildProcess run = ChildProcess.run(Map.of(), List.of(reader.toString(), String.valueOf(id)));
    assertEquals(0, run.status(), run.output());
    return run.output().strip();
  }

  private Path compileReader() throws IOException, InterruptedException {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    Path built = Path.of("../../native/target/linux-" + arch);
    if (!Files.isDirectory(built) || !Files.isExecutable(Path.of("/usr/bin/gcc"))) {
      throw KernelTier.skip("no gcc or no libbpf archive here");
    }
    Path source = folder.resolve("map_dump.c");
    try (InputStream in = BpfObjects.class.getResourceAsStream("/c/map_dump.c")) {
      Files.write(source, in.readAllBytes());
    }
    Path program = folder.resolve("map_dump");
    ChildProcess gcc =
        ChildProcess.run(
            Map.of(),
            List.of(
                "gcc",
                "-O2",
                "-I",
                built.resolve("include").toString(),
                source.toString(),
                "-o",
                program.toString(),
                "-L",
                built.resolve("lib").toString(),
                "-lbpf",
                "-lelf",
                "-lz"));
    assertEquals(0, gcc.status(), gcc.output());
    return program;
  }
}
