package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.MapTypesKernelTest.Operation;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;

/** A dump has the text of bpftool, which reads the same map. */
@KernelTest
class MapDumpKernelTest {
  private BpfObject object;

  @BeforeEach
  void load() {
    object = BpfObjects.load("dumped_maps.bpf.o");
  }

  @AfterEach
  void close() {
    object.close();
  }

  private static String bpftool(BpfMap map) throws Exception {
    return Bpftool.run("map", "dump", "id", String.valueOf(((NamedMap) map).id()));
  }

  private static ByteBuffer filled(int size, int seed) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    for (int i = 0; i < size; i++) {
      bytes.put(i, (byte) (seed + i * 7));
    }
    return bytes;
  }

  private BpfMap fill(String name) {
    BpfMap map = object.map(name);
    for (int i = 0; i < 3; i++) {
      ByteBuffer key = filled(map.keySize(), 0);
      key.put(0, (byte) i);
      if (map.keySize() == 4) {
        key.putInt(0, i);
      }
      map.update(key, filled(map.elementSize(), i * 31), UpdateMode.ANY);
    }
    return map;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numbers",
        "structs",
        "arrays",
        "percpu_numbers",
        "percpu_structs",
        "percpu_hash",
        "lru",
        "plain",
        "empty"
      })
  void theTextIsThatOfBpftool(String name) throws Exception {
    BpfMap map = name.equals("empty") ? object.map(name) : fill(name);
    assertEquals(bpftool(map), map.dump().toString());
  }

  @Test
  void constantsBooleansAndTextHaveTheirWords() throws Exception {
    record Word(String text, boolean yes, Mood mood) {}
    BpfMap words = object.map("words");
    TypedMap<Integer, Word> typed = words.typed(Integer.class, Word.class);
    typed.put(0, new Word("a \"word\"", true, Mood.MOOD_GOOD));
    typed.put(1, new Word("", false, Mood.MOOD_BAD));
    assertEquals(bpftool(words), words.dump().toString());
    List<MapEntry<Object, Object>> entries = words.dump().entries();
    assertEquals(
        "{.text = \"a \\\"word\\\"\", .yes = true, .mood = MOOD_GOOD}",
        entries.stream()
            .filter(entry -> entry.key().equals(0L))
            .findFirst()
            .orElseThrow()
            .value()
            .toString());
    typed.put(2, new Word("\\", false, Mood.MOOD_BAD)); // bpftool 7.1 prints \n
    assertTrue(words.dump().toString().contains("\"text\": \"\\\\\","), words.dump().toString());
  }

  private enum Mood {
    MOOD_BAD,
    MOOD_GOOD
  }

  /** Here bpftool 7.1 prints no JSON: floats, bitfields, pointers, anonymous members. */
  @Test
  void whatBpftoolCannotShowIsShown() {
    BpfMap odd = object.map("odd");
    ByteBuffer value = filled(odd.valueSize(), 0);
    value.putFloat(0, 1.5f).putDouble(8, Double.POSITIVE_INFINITY).put(16, (byte) 0x5);
    odd.update(filled(4, 0).putInt(0, 9), value, UpdateMode.ANY);
    String text = odd.dump().toString();
    assertTrue(
        text.contains(
            "\"single\": 1.5,\n            \"twice\": \"Infinity\",\n            \"bits\": 5,"),
        text);
    assertTrue(text.contains("\"word\": "), text);
  }

  @Test
  void mapsWithoutKeysAndClosedOnesAreRefused() {
    assertThrows(BpfException.class, () -> object.map("queue").dump());
    BpfMap numbers = object.map("numbers");
    object.close();
    assertThrows(IllegalStateException.class, numbers::dump);
  }

  static List<MapType> readable() {
    return MapTypesKernelTest.rows().stream()
        .filter(row -> row.type() != MapType.STRUCT_OPS) // whose types are in the kernel's BTF
        .filter(row -> row.available().containsAll(Set.of(Operation.GET, Operation.KEYS)))
        .map(MapTypesKernelTest.Row::type)
        .toList();
  }

  /** Of an array, bpftool also names the indices at which there is nothing. */
  @ParameterizedTest
  @MethodSource("readable")
  void eachTypeThatCanBeReadHasTheTextOfBpftool(MapType type) throws Exception {
    KernelVersion since =
        MapTypesKernelTest.rows().stream()
            .filter(row -> row.type() == type)
            .findFirst()
            .orElseThrow()
            .since();
    assumeTrue(KernelVersion.running().isAtLeast(since), type + " needs Linux " + since);
    try (MapTypeSamples samples = new MapTypeSamples()) {
      MapTypeSamples.Sample sample = samples.of(type);
      BpfMap map = sample.map();
      if (type != MapType.STACK_TRACE) { // which has its element
        map.update(sample.key(), sample.value());
      }
      String expected = bpftool(map).replaceAll("key: [0-9a-f ]+value: <no entry>\\n", "");
      assertEquals(expected, map.dump().toString());
    }
  }
}
