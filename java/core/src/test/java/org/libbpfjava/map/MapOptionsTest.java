package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.btf.Length;

/** Options are values, and classes say the sizes. */
class MapOptionsTest {
  record Key(int address, short port) {}

  record Value(byte flag, long count, @Length(5) String name) {}

  record Text(String text) {}

  record Wrong(@Length(4) int number) {}

  record Nothing() {}

  @SuppressWarnings("ArrayRecordComponent")
  record Longest(@Length(Integer.MAX_VALUE) long[] all) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Negative(@Length(0) byte[] none) {}

  record Loop(int number, Loop next) {}

  @SuppressWarnings("rawtypes")
  record AnyList(@Length(2) List list) {}

  @Test
  void classesSayTheSizes() {
    MapOptions flows = MapOptions.hash("flows", Key.class, Value.class, 10);
    assertEquals(8, flows.keySize());
    assertEquals(24, flows.valueSize());
    assertEquals(Optional.of(Key.class), flows.keyClass());
    assertEquals(Optional.of(Value.class), flows.valueClass());
    assertEquals(
        "map flows (hash, key 8 bytes of Key, value 24 bytes of Value, 10 entries, flags 0x0)",
        flows.toString());
    assertEquals(4, MapOptions.array("a", Key.class, 1).keySize());
    assertEquals(8, MapOptions.array("a", Key.class, 1).valueSize());
    MapOptions text = MapOptions.hash("names", 16, 4, 1).withKeyClass(String.class);
    assertEquals(16, text.keySize());
    assertEquals(16, text.withKeyClass(byte[].class).keySize());
    assertEquals(4, text.withValueClass(int.class).valueSize());
  }

  private static Stream<Arguments> wrongClasses() {
    return Stream.of(
        Arguments.of(String.class, "java.lang.String has no size of its own: say the size first"),
        Arguments.of(
            List.class,
            "java.util.List has no size of its own: use numbers, enums, records of these, or"
                + " byte[]"),
        Arguments.of(
            Text.class,
            "component 'text' of record Text, java.lang.String, has no size of its own: say it"
                + " with @Length"),
        Arguments.of(
            Wrong.class,
            "component 'number' of record Wrong, int, takes no @Length: only String, arrays and"
                + " List do"),
        Arguments.of(
            Negative.class, "component 'none' of record Negative, byte[], cannot have @Length(0)"),
        Arguments.of(Nothing.class, "record Nothing has no components, and so no bytes in C"),
        Arguments.of(Longest.class, "an array of 2147483647 elements has more than 2 GiB"),
        Arguments.of(Loop.class, Loop.class.getTypeName() + " contains itself"),
        Arguments.of(
            AnyList.class,
            "java.lang.Object has no size of its own: use numbers, enums, records of these, or"
                + " byte[]"));
  }

  @ParameterizedTest
  @MethodSource("wrongClasses")
  void aClassWithoutASizeIsRefusedByItsPlace(Class<?> java, String reason) {
    assertEquals(
        "value of map 'm': " + reason,
        assertThrows(IllegalArgumentException.class, () -> MapOptions.hash("m", int.class, java, 1))
            .getMessage());
  }

  @Test
  void aSizeThatWasSaidBeforeHolds() {
    assertEquals(
        "key of map 'm': int has 4 bytes in C, not 8",
        assertThrows(
                IllegalArgumentException.class,
                () -> MapOptions.hash("m", 8, 8, 1).withKeyClass(int.class))
            .getMessage());
  }

  @Test
  void optionsAreValues() {
    MapOptions plain = MapOptions.hash("m", 4, 8, 1);
    MapOptions outer = MapOptions.of(MapType.HASH_OF_MAPS, "o", 4, 4, 1);
    List<MapOptions> different =
        List.of(
            plain,
            plain.withFlags(MapFlag.NO_PREALLOC),
            plain.withNumaNode(1),
            plain.withMapExtra(1L << 40),
            plain.withKeyClass(int.class),
            plain.withValueClass(long.class),
            outer,
            outer.withInnerMap(plain));
    assertEquals(8, Set.copyOf(different).size());
    assertEquals(8, Set.copyOf(different.stream().map(MapOptions::toString).toList()).size());
    assertEquals(plain.withNumaNode(1), plain.withNumaNode(1));
    assertNotEquals(plain.withNumaNode(1), plain.withNumaNode(2));
    assertEquals(Set.of(MapFlag.NUMA_NODE), plain.withNumaNode(1).flags());
    assertEquals(Optional.of(plain), outer.withInnerMap(plain).innerMap());
    assertEquals(
        "map o (hash_of_maps, key 4 bytes, value 4 bytes, 1 entries, flags 0x4, NUMA node 3,"
            + " map_extra 0x2, inner map m (hash, key 4 bytes, value 8 bytes, 1 entries, flags"
            + " 0x0))",
        outer.withInnerMap(plain).withNumaNode(3).withMapExtra(2).toString());
    assertThrows(IllegalArgumentException.class, () -> plain.withNumaNode(-1));
  }

  @Test
  void aTrieHasTheLengthBeforeItsAddressAndTheFlagOfTries() {
    MapOptions routes = MapOptions.lpmTrie("routes", 16, Long.class, 100);
    assertEquals(
        "map routes (lpm_trie, key 20 bytes, value 8 bytes of Long, 100 entries, flags 0x1)",
        routes.toString());
    assertEquals(MapOptions.lpmTrie("routes", 16, Long.class, 100), routes);
  }
}
