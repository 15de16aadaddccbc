package org.libbpfjava.map;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** The most specific prefix wins, as in a model in Java, and programs see the same. */
@KernelTest
@Timeout(180)
class LpmTrieKernelTest {
  record Route(int gateway, int metric) {}

  private static final Route SLOW = new Route(1, 10);
  private static final Route FAST = new Route(2, 1);
  private static final LpmPrefix TEN = LpmPrefix.parse("10.0.0.0/8");
  private static final LpmPrefix TEN_ONE = LpmPrefix.parse("10.1.0.0/16");

  private BpfObject object;
  private BpfScope scope;

  @BeforeEach
  void load() {
    object = BpfObjects.load("tries.bpf.o");
    scope = BpfScope.open("tries");
  }

  @AfterEach
  void close() {
    object.close();
    scope.close();
  }

  private BpfMap trie(int addressBytes, int maxEntries) {
    return scope.createMap(
        MapOptions.of(MapType.LPM_TRIE, "trie", 4 + addressBytes, 8, maxEntries)
            .withFlags(MapFlag.NO_PREALLOC));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private LpmTrie<Route> routes() {
    LpmTrie<Route> routes = object.map("routes").lpm(Route.class);
    routes.put(TEN, SLOW);
    routes.put(TEN_ONE, FAST);
    return routes;
  }

  @Test
  void theMostSpecificPrefixMatches() {
    LpmTrie<Route> routes = routes();
    assertEquals(Optional.of(FAST), routes.match(address("10.1.2.3")));
    assertEquals(Optional.of(SLOW), routes.match(address("10.2.2.3")));
    assertEquals(Optional.empty(), routes.match(address("11.1.2.3")));
    assertEquals(Optional.of(SLOW), routes.match(LpmPrefix.parse("10.0.0.0/15")));
    assertEquals(Optional.of(FAST), routes.match(LpmPrefix.parse("10.1.0.0/17")));
    assertTrue(routes.remove(TEN_ONE));
    assertFalse(routes.remove(TEN_ONE));
    assertEquals(Optional.of(SLOW), routes.match(address("10.1.2.3")));
  }

  @Test
  void aProgramFindsWhatJavaPut() {
    routes();
    for (String literal : List.of("10.1.2.3", "10.2.2.3", "11.1.2.3")) {
      byte[] bytes = address(literal).getAddress();
      int inMemory = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
      object.variable("asked").set(inMemory & 0xffff_ffffL);
      object.program("ask").testRun(TestRun.once().withData(new byte[64]));
      long gateway = literal.startsWith("10.1") ? 2 : literal.startsWith("10.") ? 1 : 0;
      assertEquals(gateway, object.variable("answered").getLong(), literal);
    }
  }

  /** The kernel's look-up of 10.0.0.0/9 answers with the value of 10.0.0.0/8. */
  @Test
  void findTakesThePrefixItselfAlone() {
    LpmTrie<Route> routes = routes();
    assertEquals(Optional.of(SLOW), routes.find(TEN));
    assertEquals(Optional.of(FAST), routes.find(TEN_ONE));
    assertEquals(Optional.of(SLOW), routes.match(LpmPrefix.parse("10.0.0.0/9")));
    for (String absent : List.of("0.0.0.0/0", "8.0.0.0/7", "10.0.0.0/9", "10.0.0.0/16")) {
      assertEquals(Optional.empty(), routes.find(LpmPrefix.parse(absent)), absent);
    }
    routes.put(LpmPrefix.parse("0.0.0.0/0"), SLOW);
    assertEquals(Optional.of(SLOW), routes.find(LpmPrefix.parse("0.0.0.0/0")));
    assertEquals(Optional.empty(), routes.find(LpmPrefix.parse("11.0.0.0/8")));
    routes.remove(LpmPrefix.parse("0.0.0.0/0"));
    routes.remove(TEN);
    assertEquals(Optional.of(FAST), routes.find(TEN_ONE), "the only one is first and last");
    assertEquals(Optional.empty(), routes.find(LpmPrefix.parse("10.1.1.0/24")));
  }

  private static LpmPrefix random(Random random, int bytes) {
    byte[] address = new byte[bytes];
    for (int i = 0; i < bytes; i++) { // few different bits, so that prefixes nest
      address[i] = (byte) (random.nextInt(2) * 0x80 + random.nextInt(2));
    }
    return LpmPrefix.masked(address, random.nextInt(bytes * 8 + 1));
  }

  private static Optional<Long> best(Map<LpmPrefix, Long> model, LpmPrefix asked) {
    return model.entrySet().stream()
        .filter(entry -> entry.getKey().contains(asked))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  @ParameterizedTest(name = "addresses of {0} bytes")
  @ValueSource(ints = {1, 3, 4, 6, 16, 256})
  void itDoesWhatAModelDoes(int bytes) {
    LpmTrie<Long> trie = trie(bytes, 1000).lpm(Long.class);
    Map<LpmPrefix, Long> model = new HashMap<>();
    Random random = new Random(bytes);
    for (int step = 0; step < 1500; step++) {
      LpmPrefix prefix = random(random, bytes);
      if (random.nextInt(3) > 0) {
        long value = random.nextInt(4); // the same value is in many places
        trie.put(prefix, value);
        model.put(prefix, value);
      } else {
        assertEquals(model.remove(prefix) != null, trie.remove(prefix), prefix.toString());
      }
      LpmPrefix asked = random(random, bytes);
      assertEquals(best(model, asked), trie.match(asked), asked.toString());
      assertEquals(Optional.ofNullable(model.get(asked)), trie.find(asked), asked.toString());
    }
    assertEquals(model, contents(trie));
    model.forEach((prefix, value) -> assertEquals(Optional.of(value), trie.find(prefix)));
  }

  private static Map<LpmPrefix, Long> contents(LpmTrie<Long> trie) {
    Map<LpmPrefix, Long> contents = new HashMap<>();
    trie.forEach((prefix, value) -> assertEquals(null, contents.put(prefix, value)));
    return contents;
  }

  private static List<LpmPrefix> fill(LpmTrie<Long> trie, int count) {
    Random random = new Random(5);
    Set<LpmPrefix> all = new HashSet<>();
    while (all.size() < count) {
      all.add(random(random, 4));
    }
    all.forEach(prefix -> trie.put(prefix, (long) prefix.length()));
    return new ArrayList<>(all);
  }

  @Test
  void aPrefixComesAfterThoseThatItContains() {
    LpmTrie<Long> trie = trie(4, 500).lpm(Long.class);
    List<LpmPrefix> all = fill(trie, 500);
    List<LpmPrefix> seen = trie.stream().map(MapEntry::key).toList();
    assertEquals(new HashSet<>(all), new HashSet<>(seen));
    assertEquals(all.size(), seen.size());
    for (int i = 0; i < seen.size(); i++) {
      for (int later = i + 1; later < seen.size(); later++) {
        assertFalse(seen.get(i).contains(seen.get(later)), seen.get(i) + " " + seen.get(later));
      }
    }
  }

  @Test
  void theEntryJustSeenMayBeRemoved() {
    LpmTrie<Long> trie = trie(4, 500).lpm(Long.class);
    List<LpmPrefix> all = fill(trie, 500);
    List<LpmPrefix> seen = new ArrayList<>();
    for (MapEntry<LpmPrefix, Long> entry : trie.entries()) {
      seen.add(entry.key());
      assertEquals(entry.key().length(), entry.value());
      assertTrue(trie.remove(entry.key()));
    }
    assertEquals(new HashSet<>(all), new HashSet<>(seen));
    assertEquals(all.size(), seen.size());
    assertEquals(0, trie.stream().count());
  }

  /** The kernel finds its way from batch to batch by the last key of each. */
  @Test
  void theLastEntryOfEachBatchMayBeRemoved() {
    BpfMap map =
        scope.createMap(
            MapOptions.of(MapType.LPM_TRIE, "large", 8, 1 << 16, 200)
                .withFlags(MapFlag.NO_PREALLOC)); // 16 values a batch
    LpmTrie<byte[]> trie = map.lpm(byte[].class);
    Random random = new Random(3);
    Set<LpmPrefix> all = new HashSet<>();
    while (all.size() < 150) {
      LpmPrefix prefix = random(random, 4);
      all.add(prefix);
      trie.put(prefix, new byte[1 << 16]);
    }
    List<LpmPrefix> seen = new ArrayList<>();
    for (MapEntry<LpmPrefix, byte[]> entry : trie.entries()) {
      seen.add(entry.key());
      if (seen.size() % 16 == 0) {
        assertTrue(trie.remove(entry.key()));
      }
    }
    assertEquals(all, new HashSet<>(seen));
    assertEquals(all.size(), seen.size());
  }

  /** One by one the kernel is asked for the key after one that was just deleted. */
  @Test
  void keysMayBeDeletedOneByOne() {
    BpfMap map = trie(4, 200);
    List<LpmPrefix> all = fill(map.lpm(Long.class), 200);
    int seen = 0;
    for (byte[] key : map.keys()) {
      seen++;
      assertTrue(map.delete(key));
    }
    assertEquals(all.size(), seen);
  }

  @Test
  void aFullTrieSaysSo() {
    LpmTrie<Long> trie = trie(4, 2).lpm(Long.class);
    trie.put(TEN, 1L);
    trie.put(TEN_ONE, 2L);
    BpfException refused =
        assertThrows(BpfException.class, () -> trie.put(LpmPrefix.parse("11.0.0.0/8"), 3L));
    assertEquals(Errno.ENOSPC, refused.errno());
    assertTrue(
        String.valueOf(refused.getMessage()).contains("it is full: it takes 2 entries"),
        refused.getMessage());
    assertEquals(Map.of(TEN, 1L, TEN_ONE, 2L), contents(trie));
    assertTrue(trie.remove(TEN));
    trie.put(LpmPrefix.parse("11.0.0.0/8"), 3L);
  }

  @Test
  void keysMayBeDeclaredInEachUsualWay() {
    LpmTrie<Long> routes6 = object.map("routes6").lpm(Long.class);
    routes6.put(LpmPrefix.parse("2001:db8::/32"), 6L);
    routes6.put(LpmPrefix.parse("::ffff:10.0.0.0/104"), 4L);
    assertEquals(Optional.of(6L), routes6.match(address("2001:db8::1")));
    assertEquals(Optional.of(4L), routes6.match(LpmPrefix.parse("::ffff:10.1.2.3")));
    LpmTrie<String> vendors = object.map("vendors").lpm(String.class); // keys end in padding
    assertEquals(12, object.map("vendors").keySize());
    vendors.put(LpmPrefix.parse("02:1b:00:00:00:00/16"), "vendor");
    assertEquals(Optional.of("vendor"), vendors.match(LpmPrefix.parse("02:1b:aa:00:00:01")));
    assertEquals(
        Set.of("02:1b:00:00:00:00/16"),
        vendors.stream().map(entry -> entry.key().toString()).collect(toSet()));
  }

  @Test
  void keysOfMoreThanAnAddressAreForTyped() {
    BpfMap zones = object.map("zones");
    assertEquals(
        "key of map 'zones' (struct zone_key, 12 bytes) is no __u32 with one address after it, it"
            + " has prefixlen, zone, address: use typed, with a record for it",
        assertThrows(IllegalArgumentException.class, () -> zones.lpm(Integer.class)).getMessage());
    record ZoneKey(int prefixlen, int zone, List<Integer> address) {}
    TypedMap<ZoneKey, Integer> typed = zones.typed(ZoneKey.class, Integer.class);
    typed.put(new ZoneKey(32 + 8, 7, List.of(10, 0, 0, 0)), 70);
    assertEquals(70, typed.get(new ZoneKey(64, 7, List.of(10, 1, 2, 3))));
    assertEquals(null, typed.get(new ZoneKey(64, 8, List.of(10, 1, 2, 3))));
  }

  @Test
  void prefixesOfAnotherKindAreRefused() {
    LpmTrie<Route> routes = routes();
    String says = "map 'routes' has prefixes of 4 bytes, ";
    LpmPrefix six = LpmPrefix.parse("2001:db8::/32");
    for (Runnable call :
        List.<Runnable>of(
            () -> routes.match(six),
            () -> routes.find(six),
            () -> routes.put(six, SLOW),
            () -> routes.remove(six))) {
      assertEquals(
          says + "2001:db8::/32 has 16",
          assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
    assertEquals(
        says + "::1/128 has 16",
        assertThrows(IllegalArgumentException.class, () -> routes.match(address("::1")))
            .getMessage());
  }

  @Test
  void otherMapsSayWhatToUse() {
    BpfMap hash = scope.createMap(MapOptions.hash("hash", 8, 8, 1));
    assertEquals(
        "map hash (hash) is no LPM trie: it has keys and values: use typed",
        assertThrows(IllegalArgumentException.class, () -> hash.lpm(Long.class)).getMessage());
    assertTrue(
        String.valueOf(
                assertThrows(
                        IllegalArgumentException.class, () -> object.map("routes").lpm(Long.class))
                    .getMessage())
            .startsWith("value of map 'routes' (struct route, 8 bytes) cannot be mapped to"));
  }

  /** C code may leave bits after the prefix in a key. The kernel gives them back. */
  @Test
  void bitsThatOthersLeaveInAKeyAreCleared() {
    BpfMap map = trie(4, 3);
    ByteBuffer key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(8);
    key.put(new byte[] {10, 1, 2, 3});
    map.update(key.array(), new byte[8]);
    assertArrayEquals(key.array(), map.keys().iterator().next(), "as it was given");
    LpmTrie<Long> trie = map.lpm(Long.class);
    assertEquals(Map.of(TEN, 0L), contents(trie));
    assertEquals(Optional.of(0L), trie.find(TEN));
    assertTrue(trie.remove(TEN));
  }

  @Test
  void afterCloseAllThrows() {
    LpmTrie<Route> routes = routes();
    object.close();
    assertThrows(IllegalStateException.class, () -> routes.match(TEN));
    assertThrows(IllegalStateException.class, () -> routes.find(TEN));
    assertThrows(IllegalStateException.class, () -> routes.put(TEN, SLOW));
    assertThrows(IllegalStateException.class, () -> routes.remove(TEN));
    assertThrows(IllegalStateException.class, () -> routes.forEach((prefix, value) -> {}));
  }
}
