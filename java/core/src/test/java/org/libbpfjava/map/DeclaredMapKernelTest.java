package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.verifier.BpfLoadException;

/** What is said of a map before load is what the kernel has after it. */
@KernelTest
class DeclaredMapKernelTest {
  private static final String SOURCE =
      """
      #define SEC(name) __attribute__((section(name), used))
      struct inner { int (*type)[2]; int (*max_entries)[1]; int *key; int *value; };
      struct { int (*type)[1]; int (*max_entries)[2]; int *key; long long *value; }
          flows SEC(".maps");
      struct { int (*type)[30]; int (*key_size)[0]; int (*value_size)[4]; int (*max_entries)[8]; }
          filter SEC(".maps");
      struct {
        int (*type)[13]; int (*max_entries)[4]; int *key;
        struct inner *values[];
      } outer SEC(".maps");
      SEC("socket") int uses(void *ctx) { return (long)&flows != 0; }
      SEC("socket") int others(void *ctx) { return (long)&flows == 1; }
      char _license[] SEC("license") = "GPL";
      """;

  private static OpenBpfObject open() {
    OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(SOURCE)));
    if (!KernelVersion.running().isAtLeast(KernelVersion.of(5, 16))) {
      open.map("filter").setAutocreate(false);
    }
    return open;
  }

  private static String refused(Class<? extends Throwable> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  /** What the kernel itself says: /proc/self/fdinfo, kernel/bpf/syscall.c. */
  private static Map<String, String> kernels(BpfMap map) throws Exception {
    String info =
        map.withFd(
            fd -> {
              try {
                return java.nio.file.Files.readString(Path.of("/proc/self/fdinfo/" + fd));
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    Map<String, String> lines = new TreeMap<>();
    Matcher line = Pattern.compile("(?m)^(\\w+):\\s*(\\S+)$").matcher(info);
    while (line.find()) {
      lines.put(line.group(1), line.group(2));
    }
    return lines;
  }

  @Test
  void whatIsSetIsWhatTheKernelMakes() throws Exception {
    try (OpenBpfObject open = open()) {
      OpenBpfMap flows = open.map("flows");
      assertEquals(MapType.HASH, flows.type());
      assertEquals(List.of(4, 8), List.of(flows.keySize(), flows.valueSize()));
      assertEquals(Set.of(), flows.flags());
      flows
          .setType(MapType.LRU_HASH)
          .setKeySize(12)
          .setValueSize(40)
          .setMaxEntries(77)
          .setFlags(EnumSet.of(MapFlag.NO_COMMON_LRU, MapFlag.ZERO_SEED))
          .setNumaNode(0);
      assertEquals(MapType.LRU_HASH, flows.type());
      assertEquals(List.of(12, 40), List.of(flows.keySize(), flows.valueSize()));
      assertEquals(
          EnumSet.of(MapFlag.NO_COMMON_LRU, MapFlag.ZERO_SEED, MapFlag.NUMA_NODE), flows.flags());
      assertEquals(0b100_0110, flows.rawFlags());
      assertEquals(0, flows.numaNode());
      flows.setRawFlags(flows.rawFlags() & ~MapFlag.NO_COMMON_LRU.bit());
      try (BpfObject object = open.load()) {
        BpfMap map = object.map("flows");
        Map<String, String> kernels = kernels(map);
        assertEquals("9", kernels.get("map_type"));
        assertEquals("12", kernels.get("key_size"));
        assertEquals("40", kernels.get("value_size"));
        assertEquals("77", kernels.get("max_entries"));
        assertEquals("0x44", kernels.get("map_flags"));
        assertEquals(map.id(), Integer.parseInt(kernels.getOrDefault("map_id", "-1")));
        assertEquals(12, map.keySize());
      }
      assertEquals(
          "object 'object' was consumed by load(); use the BpfObject it returned",
          refused(IllegalStateException.class, () -> flows.setKeySize(4)));
    }
  }

  @Test
  void aBloomFilterGetsItsHashFunctions() throws Exception {
    KernelTier.needs("bloom filters are", KernelVersion.of(5, 16));
    try (OpenBpfObject open = open()) {
      assertEquals(3, open.map("filter").setMapExtra(3).mapExtra());
      try (BpfObject object = open.load()) {
        assertEquals("0x3", kernels(object.map("filter")).get("map_extra"));
      }
    }
    try (OpenBpfObject open = open()) {
      open.map("filter").setMapExtra(16);
      assertTrue(refused(BpfException.class, open::load).contains("EINVAL"));
    }
  }

  @Test
  void aNodeThatIsNotThereIsRefusedByTheKernel() {
    try (OpenBpfObject open = open()) {
      assertEquals(1 << 20, open.map("flows").setNumaNode(1 << 20).numaNode());
      assertTrue(refused(BpfException.class, open::load).contains("EINVAL"));
    }
  }

  @Test
  void innerMapsAreLikeTheGivenOne() {
    byte[] first = new byte[4];
    try (BpfScope scope = BpfScope.open("inner")) {
      BpfMap wide = scope.createMap(MapOptions.hash("wide", 16, 64, 5));
      BpfMap narrow = scope.createMap(MapOptions.array("narrow", 4, 1));
      for (boolean byOptions : new boolean[] {true, false}) {
        try (OpenBpfObject open = open()) {
          OpenBpfMap outer = open.map("outer");
          if (byOptions) {
            outer.setInnerMap(MapOptions.hash("like", 16, 64, 5));
          } else {
            outer.setInnerMap(wide);
          }
          assertEquals(
              "map 'outer' has its inner map already",
              refused(IllegalStateException.class, () -> outer.setInnerMap(narrow)));
          try (BpfObject object = open.load()) {
            BpfMap map = object.map("outer");
            assertTrue(put(map, first, wide));
            assertTrue(
                refused(BpfException.class, () -> put(map, first, narrow)).contains("EINVAL"),
                "another shape");
          }
        }
      }
    }
  }

  private static boolean put(BpfMap outer, byte[] key, BpfMap inner) {
    return inner.withFd(
        fd -> {
          byte[] value =
              java.nio.ByteBuffer.allocate(4)
                  .order(java.nio.ByteOrder.nativeOrder())
                  .putInt(fd)
                  .array();
          return outer.update(key, value, UpdateMode.ANY);
        });
  }

  @Test
  @RequiresFeature(Feature.EXCLUSIVE_MAPS)
  void anExclusiveMapIsThatOfOneProgram() {
    try (OpenBpfObject open = open()) {
      OpenBpfMap flows = open.map("flows");
      assertEquals(Optional.empty(), flows.exclusiveProgram());
      flows.setExclusiveProgram("uses");
      assertEquals(Optional.of("uses"), flows.exclusiveProgram());
      assertTrue(
          refused(BpfException.class, () -> flows.setExclusiveProgram("us"))
              .endsWith("no program 'us'; it has: uses, others"));
      open.program("others").setAutoload(false);
      open.load().close();
    }
    try (OpenBpfObject open = open()) {
      open.map("flows").setExclusiveProgram("uses");
      open.program("uses").setAutoload(false);
      assertEquals("EACCES", assertThrows(BpfLoadException.class, open::load).errnoName());
    }
  }

  @Test
  void aPinPathIsWhereLoadPins() throws Exception {
    try (BpfFs fs = BpfFs.mount();
        OpenBpfObject open = open()) {
      OpenBpfMap flows = open.map("flows");
      assertEquals(Optional.empty(), flows.pinPath());
      assertEquals(Optional.of(Path.of("/none")), flows.setPinPath(Path.of("/none")).pinPath());
      assertEquals(Optional.empty(), flows.clearPinPath().pinPath());
      flows.setPinPath(fs.path("mine"));
      try (BpfObject object = open.load()) {
        BpfMap map = object.map("flows");
        assertEquals(Optional.of(fs.path("mine")), map.pinPath());
        String shown = Bpftool.run("-j", "map", "show", "pinned", fs.path("mine").toString());
        assertTrue(shown.contains("\"id\":" + map.id() + ","), shown);
      }
    }
  }

  @Test
  void badValuesSayWhatIsWrong() {
    try (OpenBpfObject open = open();
        OpenBpfObject arena = OpenBpfMapsOf.arena()) {
      OpenBpfMap flows = open.map("flows");
      Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
      Map<String, Executable> table =
          Map.of(
              "map 'flows' cannot be of an unknown type",
              () -> flows.setType(MapType.UNKNOWN),
              "map 'flows' cannot have keys of -1 bytes",
              () -> flows.setKeySize(-1),
              "map 'flows' cannot have values of -2 bytes",
              () -> flows.setValueSize(-2),
              "map 'flows' cannot have its memory on NUMA node -1",
              () -> flows.setNumaNode(-1),
              "map 'flows' cannot have 0 entries: 1 to 4294967295",
              () -> flows.setMaxEntries(0),
              "map 'flows' cannot have inner maps: it is of type hash",
              () -> flows.setInnerMap(MapOptions.array("a", 4, 1)),
              "map 'flows' cannot become a map of type struct_ops: libbpf has prepared it as hash",
              () -> flows.setType(MapType.STRUCT_OPS),
              "map 'flows' cannot become a map of type arena: libbpf has prepared it as hash",
              () -> flows.setType(MapType.ARENA),
              "map 'outer' cannot become a map of type hash: libbpf has prepared it as"
                  + " hash_of_maps",
              () -> open.map("outer").setType(MapType.HASH),
              "map 'arena' cannot become a map of type hash: libbpf has prepared it as arena",
              () -> arena.map("arena").setType(MapType.HASH));
      table.forEach((message, call) -> assertEquals(message, refused(illegal, call)));
    }
  }

  /** Objects of the test folder. */
  private static final class OpenBpfMapsOf {
    static OpenBpfObject arena() {
      return org.libbpfjava.testing.BpfObjects.open("arena.bpf.o");
    }
  }
}
