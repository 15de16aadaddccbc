package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.VariableBed.Bed;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;

/** What a variable promises about records, trees and arrays, however its bytes are reached. */
abstract class StructMappingContract {
  enum Mode {
    SLOW,
    FAST
  }

  enum Speed {
    SLOW,
    WARP
  }

  record Limit(int min, long max) {}

  record Config(
      int targetPid,
      Mode mode,
      boolean verbose,
      String comm,
      float ratio,
      List<Limit> limits,
      List<Integer> mac,
      Duration timeoutNs,
      int low,
      short high,
      long word) {}

  record Wide(long a, long b, long c, long d, long e, long f, long g, long h) {}

  sealed interface Shape {
    record None() implements Shape {}

    record Circle(int radius) implements Shape {}

    sealed interface Angular extends Shape {}

    record Rect(int width, int height) implements Angular {}

    record SideCount(int sides) implements Angular {}

    @SuppressWarnings("ArrayRecordComponent") // arrays are among what is mapped
    record Blob(byte[] bytes) implements Shape {}
  }

  private final VariableBed bed =
      new VariableBed(
          "structs",
          this::memory,
          ValueMapper.of(Duration.class, long.class, Duration::ofNanos, Duration::toNanos),
          ValueMapper.of(
              BadWay.class, String.class, BadWay::new, way -> way.text + " of a bad way"));

  record BadWay(String text) {}

  abstract SectionMemory memory(String section, byte[] initial, Liveness liveness);

  private Bed bed(String name) {
    return bed.bed(name);
  }

  private static String refusal(Executable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  private String refusedSet(String name, Object value) {
    Bed place = bed(name);
    String message = refusal(() -> place.variable().set(value));
    assertEquals("00".repeat(place.size()), place.hex());
    return message;
  }

  private static Config config() {
    return new Config(
        4711,
        Mode.FAST,
        true,
        "probe",
        0.5f,
        List.of(new Limit(1, 2), new Limit(3, 1L << 40), new Limit(5, -1)),
        List.of(1, 2, 3, 4, 5, 6),
        Duration.ofMillis(1),
        5,
        (short) 100,
        0xddccbbaaL);
  }

  private static final String PRINTED =
      "{.target_pid = 4711, .mode = FAST, .verbose = true, .comm = \"probe\", .ratio = 0.5,"
          + " .limits = {{.min = 1, .max = 2}, {.min = 3, .max = 1099511627776},"
          + " {.min = 5, .max = 18446744073709551615}}, .mac = {1, 2, 3, 4, 5, 6},"
          + " .timeout_ns = 1000000, .low = 5, .high = 100, .inner = 0, .word = 3721182122,"
          + " .bytes = {170, 187, 204, 221}, .next = NULL}";

  @Test
  void aRecordComesBackAsItWent() {
    Bed cfg = bed("cfg");
    cfg.variable().set(config());
    cfg.hex();
    assertEquals(config(), cfg.variable().get(Config.class));
    assertEquals(1L << 40, cfg.variable().field("limits[1].max").getLong());
  }

  @Test
  void membersWithoutAComponentKeepWhatTheyHold() {
    record Some(boolean verbose, short inner) {}
    Bed cfg = bed("cfg");
    cfg.variable().set(config());
    cfg.variable().set(new Some(false, (short) -3));
    assertEquals(
        PRINTED.replace(".verbose = true", ".verbose = false").replace("inner = 0", "inner = -3"),
        cfg.variable().get().toString());
    assertEquals(new Some(false, (short) -3), cfg.variable().get(Some.class));
  }

  @Test
  void aTreePrintsLikeCAndGoesBackIn() {
    Bed cfg = bed("cfg");
    cfg.variable().set(config());
    Object tree = cfg.variable().get();
    assertEquals(PRINTED, tree.toString());
    assertEquals("struct config cfg = " + PRINTED, cfg.variable().toString());
    Map<?, ?> map = (Map<?, ?>) tree;
    assertEquals(4711, map.get("target_pid"));
    assertEquals(
        Map.of("min", 3L, "max", 1L << 40), cfg.variable().field("limits[1]").get(Map.class));
    assertEquals("FAST", map.get("mode"));
    assertThrows(UnsupportedOperationException.class, map::clear);
    Bed other = bed("cfg");
    other.variable().set(tree);
    assertEquals(cfg.hex(), other.hex());
    assertEquals(tree, other.variable().get(Map.class));
  }

  @Test
  void aMapNeedNotHaveAllMembers() {
    Bed cfg = bed("cfg");
    cfg.variable().set(config());
    cfg.variable()
        .set(Map.of("mode", Mode.SLOW, "limits", List.of(Map.of("min", 9), Map.of(), Map.of())));
    assertEquals(
        PRINTED.replace("FAST", "SLOW").replace(".min = 1", ".min = 9"),
        cfg.variable().get().toString());
  }

  @Test
  void aRefusedPartChangesNothing() {
    assertEquals(
        "variable 'cfg.limits[2].min' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
        refusedSet(
            "cfg",
            Map.of("target_pid", 5, "limits", List.of(Map.of(), Map.of(), Map.of("min", -1)))));
    assertEquals(
        "variable 'cfg' (struct config, 112 bytes) has no member 'taget_pid'; it has: target_pid,"
            + " ratio, timeout_ns, bytes, high, inner, limits, mac and 6 more",
        refusedSet("cfg", Map.of("taget_pid", 5)));
    assertEquals(
        "variable 'cfg.limits' (struct limit[3], 48 bytes) cannot take 2 elements: it has 3",
        refusedSet("cfg", Map.of("limits", List.of(Map.of(), Map.of()))));
    assertEquals(
        "variable 'cfg.comm' (char[8], 8 bytes) cannot take a string of 8 bytes in UTF-8: with its"
            + " terminating NUL it needs 9",
        refusedSet("cfg", Map.of("comm", "12345678")));
    assertEquals(
        "variable 'cfg.low' (unsigned int, 3 bits) cannot take 8: it holds 0 to 7",
        refusedSet("cfg", Map.of("low", 8)));
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("mode", null);
    assertEquals(
        "variable 'cfg.mode' (enum mode, 4 bytes) cannot take null", refusedSet("cfg", withNull));
    assertEquals(
        "variable 'cfg' (struct config, 112 bytes) cannot take a java.lang.Integer",
        refusedSet("cfg", 5));
    assertEquals(
        "variable 'cfg' (struct config, 112 bytes) cannot take 3 bytes",
        refusedSet("cfg", new byte[3]));
  }

  @Test
  void theFirstDisagreementOfARecordIsNamed() {
    GlobalVariable cfg = bed("cfg").variable();
    record Missing(int targetPid, int targetUid) {}
    assertEquals(
        "variable 'cfg' (struct config, 112 bytes) has no member 'targetUid' for component"
            + " 'targetUid' of record Missing; it has: target_pid, ratio, word, bytes, high,"
            + " inner, limits, mac and 6 more",
        refusal(() -> cfg.get(Missing.class)));
    record NarrowLimit(int min, int max) {}
    record Narrow(List<NarrowLimit> limits) {}
    assertEquals(
        "variable 'cfg.limits[].max' (__u64, 8 bytes) cannot be mapped to int: component 'max' of"
            + " record NarrowLimit",
        refusal(() -> cfg.get(Narrow.class)));
    record WrongKind(Mode targetPid) {}
    assertEquals(
        "variable 'cfg.target_pid' (int, 4 bytes) cannot be mapped to enum Mode: component"
            + " 'targetPid' of record WrongKind",
        refusal(() -> cfg.get(WrongKind.class)));
    record Faster(Speed mode) {}
    assertEquals(
        "variable 'cfg.mode' (enum mode, 4 bytes) has no constant for Speed.WARP: it has SLOW,"
            + " FAST, BROKEN: component 'mode' of record Faster",
        refusal(() -> cfg.get(Faster.class)));
    record Generic<T>(T ratio) {}
    assertEquals(
        "variable 'cfg.ratio' (float, 4 bytes) cannot be mapped to T: component 'ratio' of record"
            + " Generic",
        refusal(() -> cfg.get(Generic.class)));
    assertEquals(
        "variable 'target_pid' (int, 4 bytes) cannot be mapped to " + Config.class.getTypeName(),
        refusal(() -> bed("target_pid").variable().get(Config.class)));
    assertEquals(
        "variable 'cfg' (struct config, 112 bytes) cannot be mapped to java.lang.StringBuilder",
        refusal(() -> cfg.get(StringBuilder.class)));
  }

  @Test
  void aValueThatTheRecordCannotHoldIsNamedByItsPath() {
    Bed cfg = bed("cfg");
    cfg.variable().field("limits[1].min").setLong(4_000_000_000L);
    assertEquals(
        "variable 'cfg.limits[1].min' (__u32, 4 bytes) holds 4000000000, which int (4 bytes)"
            + " cannot hold",
        refusal(() -> cfg.variable().field("limits").get(Limit[].class)));
    cfg.variable().field("mode").setString("BROKEN");
    record Moded(Mode mode) {}
    assertEquals(
        "variable 'cfg.mode' (enum mode, 4 bytes) holds BROKEN, for which Mode has no constant",
        refusal(() -> cfg.variable().get(Moded.class)));
  }

  @Test
  void whatARecordRefusesReachesTheCaller() {
    @SuppressWarnings("UnusedMethod") // called by the mapping
    record Picky(int targetPid) {
      Picky {
        if (targetPid == 0) {
          throw new IllegalStateException("no pid");
        }
      }
    }
    assertEquals(
        "no pid",
        assertThrows(IllegalStateException.class, () -> bed("cfg").variable().get(Picky.class))
            .getMessage());
  }

  @Test
  void arraysAreListsAndJavaArrays() {
    Bed matrix = bed("matrix");
    matrix.variable().set(new int[][] {{1, 2, 3}, {4, 5, 6}});
    assertEquals("010000000200000003000000040000000500000006000000", matrix.hex());
    assertEquals(List.of(List.of(1, 2, 3), List.of(4, 5, 6)), matrix.variable().get());
    assertEquals("int matrix[2][3] = {{1, 2, 3}, {4, 5, 6}}", matrix.variable().toString());
    assertTrue(
        Arrays.deepEquals(
            new int[][] {{1, 2, 3}, {4, 5, 6}}, matrix.variable().get(int[][].class)));
    Bed counters = bed("counters");
    counters.variable().set(List.of(1, 2L, (short) 3, BigInteger.TEN.negate()));
    assertArrayEquals(new long[] {1, 2, 3, -10}, counters.variable().get(long[].class));
    assertEquals(List.of(1L, 2L, 3L, -10L), counters.variable().get(List.class));
    Bed names = bed("names");
    names.variable().set(new String[] {"a", "bcdefgh"});
    assertEquals("char names[2][8] = {\"a\", \"bcdefgh\"}", names.variable().toString());
    assertArrayEquals(new String[] {"a", "bcdefgh"}, names.variable().get(String[].class));
    Bed mac = bed("mac");
    mac.variable().set(new byte[] {1, 2, 3, 4, 5, -1});
    assertEquals(List.of(1, 2, 3, 4, 5, 255), mac.variable().get());
    assertEquals(
        "variable 'limits[1]' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
        refusedSet("limits", new int[] {1, -1, 0, 0}));
    assertEquals(
        "variable 'limits' (__u32[4], 16 bytes) cannot take 5 elements: it has 4",
        refusedSet("limits", new int[5]));
    assertEquals(
        "variable 'limits' (__u32[4], 16 bytes) cannot take 20 bytes",
        refusedSet("limits", new byte[20]));
    assertEquals(
        "variable 'limits[]' (__u32, 4 bytes) cannot be mapped to short",
        refusal(() -> bed("limits").variable().get(short[].class)));
  }

  @Test
  void scalarsGoByTheirOwnClass() {
    GlobalVariable pid = bed("target_pid").variable();
    pid.set((short) 7);
    assertEquals(7, pid.get());
    assertEquals(7L, pid.get(long.class));
    assertEquals(BigInteger.valueOf(7), pid.get(BigInteger.class));
    pid.set(BigInteger.valueOf(-8));
    assertEquals("int target_pid = -8", pid.toString());
    GlobalVariable u64 = bed("u64").variable();
    u64.set(new BigInteger("18446744073709551615"));
    assertEquals(new BigInteger("18446744073709551615"), u64.get());
    assertEquals(-1L, u64.get(Long.class));
    u64.set(5L);
    assertEquals(5L, u64.get());
    GlobalVariable mode = bed("mode").variable();
    mode.set(Mode.FAST);
    assertEquals(Mode.FAST, mode.get(Mode.class));
    mode.set("BROKEN");
    assertEquals("BROKEN", mode.get());
    mode.set(5);
    assertEquals(5L, ((Number) mode.get()).longValue());
    assertEquals("enum mode mode = 5", mode.toString());
    GlobalVariable letter = bed("letter").variable();
    letter.set('x');
    assertEquals("char letter = 'x'", letter.toString());
    assertEquals(
        "variable 'letter' (char, 1 byte) cannot take 233: it holds -128 to 127",
        refusedSet("letter", '\u00e9'));
    assertEquals(
        "variable 'target_pid' (int, 4 bytes) cannot take a java.lang.Character",
        refusedSet("target_pid", 'x'));
    GlobalVariable comm = bed("comm").variable();
    comm.set("say \"hi\"\n");
    assertEquals("char comm[16] = \"say \\\"hi\\\"\\n\"", comm.toString());
    GlobalVariable pointer = bed("pointer").variable();
    assertEquals("void *pointer = NULL", pointer.toString());
    pointer.setLong(-4096);
    assertEquals("void *pointer = 0xfffffffffffff000", pointer.toString());
    GlobalVariable flag = bed("flag").variable();
    flag.set(true);
    assertEquals(true, flag.get(boolean.class));
    assertEquals("_Bool flag = true", flag.toString());
    GlobalVariable huge = bed("huge").variable();
    huge.set(BigInteger.ONE.shiftLeft(127).negate());
    assertEquals(BigInteger.ONE.shiftLeft(127).negate(), huge.get());
    GlobalVariable ratio = bed("ratio").variable();
    ratio.set(0.25);
    assertEquals(0.25f, ratio.get());
    GlobalVariable precise = bed("precise").variable();
    precise.set(0.1f);
    assertEquals((double) 0.1f, precise.get());
    assertEquals(
        "variable 'precise' (double, 8 bytes) cannot be mapped to float",
        refusal(() -> precise.get(float.class)));
    assertEquals(
        "variable 'target_pid' (int, 4 bytes) cannot take a java.util.ImmutableCollections$ListN",
        refusedSet("target_pid", List.of()));
    assertEquals("struct { int x; } unnamed = {.x = 0}", bed("unnamed").variable().toString());
  }

  @Test
  void aSealedInterfaceIsATaggedUnion() {
    Bed shape = bed("shape");
    GlobalVariable variable = shape.variable();
    variable.field("id").setInt(9);
    for (Shape one :
        List.of(
            new Shape.Circle(5),
            new Shape.Rect(3, 4),
            new Shape.SideCount(65535),
            new Shape.None())) {
      variable.set(one);
      assertEquals(one, variable.get(Shape.class));
    }
    variable.set(new Shape.Blob(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    assertEquals("09000000040000000102030405060708", shape.hex());
    assertEquals(8, ((Shape.Blob) variable.get(Shape.class)).bytes().length);
    variable.set(new Shape.Rect(3, 4));
    assertEquals("09000000020000000300000004000000", shape.hex());
    variable.field("kind").setInt(77);
    assertEquals(
        "variable 'shape' (struct shape, 16 bytes) holds 77, for which Shape has no record",
        refusal(() -> variable.get(Shape.class)));
    GlobalVariable shapes = bed("shapes").variable();
    shapes.set(List.of(new Shape.Circle(1), new Shape.Rect(2, 3)));
    assertArrayEquals(
        new Shape[] {new Shape.Circle(1), new Shape.Rect(2, 3)}, shapes.get(Shape[].class));
  }

  sealed interface Odd {
    record Triangle(int side) implements Odd {}
  }

  sealed interface Unknown {
    record Circle(int diameter) implements Unknown {}
  }

  sealed interface Memberless {
    record Kind(int x) implements Memberless {}
  }

  @Test
  void aSealedInterfaceThatDoesNotFitNamesTheFirstRecord() {
    GlobalVariable shape = bed("shape").variable();
    assertEquals(
        "variable 'shape' (struct shape, 16 bytes) has no constant TRIANGLE or ..._TRIANGLE for"
            + " record Triangle; it has: SHAPE_NONE, SHAPE_BLOB, SHAPE_RECT, SHAPE_CIRCLE,"
            + " SHAPE_SIDE_COUNT",
        refusal(() -> shape.get(Odd.class)));
    assertEquals(
        "variable 'shape.circle' (struct circle, 4 bytes) has no member 'diameter' for component"
            + " 'diameter' of record Circle; it has: radius",
        refusal(() -> shape.get(Unknown.class)));
    assertEquals(
        "variable 'number' (union number, 4 bytes) cannot be mapped to sealed interface Odd: it is"
            + " no struct with one enum and one union",
        refusal(() -> bed("number").variable().get(Odd.class)));
    assertEquals(
        "variable 'shape' (struct shape, 16 bytes) has no constant KIND or ..._KIND for record"
            + " Kind; it has: SHAPE_NONE, SHAPE_BLOB, SHAPE_RECT, SHAPE_CIRCLE, SHAPE_SIDE_COUNT",
        refusal(() -> shape.get(Memberless.class)));
  }

  @Test
  void unionMembersThatOverlapMustAgree() {
    Bed number = bed("number");
    number.variable().set(Map.of("word", 0x04030201));
    assertEquals("01020304", number.hex());
    assertEquals(
        "union number number = {.word = 67305985, .bytes = {1, 2, 3, 4}, .halves = {.low = 513,"
            + " .high = 1027}}",
        number.variable().toString());
    Map<String, Object> changed = new LinkedHashMap<>(tree(number));
    changed.put("word", 5);
    assertEquals(
        "variable 'number' (union number, 4 bytes) cannot take members of a union that disagree on"
            + " byte 0",
        refusal(() -> number.variable().set(changed)));
    assertEquals("01020304", number.hex());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Bed bed) {
    return bed.variable().get(Map.class);
  }

  @Test
  void aFlexibleArrayReachesToTheVariablesEnd() {
    Bed flexible = bed.bed("flexible", 10, ".data");
    flexible.variable().set(Map.of("count", 3, "items", List.of(1, 2, 65535)));
    assertEquals("0300000001000200ffff", flexible.hex());
    assertEquals(
        "struct flexible flexible = {.count = 3, .items = {1, 2, 65535}}",
        flexible.variable().toString());
    assertEquals(65535, flexible.variable().field("items[2]").getInt());
    GlobalVariable items = flexible.variable().field("items");
    assertEquals(6, items.size());
    assertEquals("__u16 flexible.items[0] = {1, 2, 65535}", items.toString());
    assertArrayEquals(new int[] {1, 2, 65535}, items.get(int[].class));
    assertEquals(
        "variable 'flexible.items' (__u16[0], 6 bytes) cannot take 4 bytes",
        refusal(() -> items.setBytes(new byte[4])));
    @SuppressWarnings("ArrayRecordComponent") // arrays are among what is mapped
    record Flexible(int count, int[] items) {}
    assertArrayEquals(new int[] {1, 2, 65535}, flexible.variable().get(Flexible.class).items());
    assertEquals(
        "variable 'flexible.items' (__u16[0], 0 bytes) cannot take 4 elements: it has 3",
        refusal(() -> flexible.variable().set(Map.of("items", new int[4]))));
    assertEquals(10, flexible.variable().getBytes().length);
    assertEquals(
        "variable 'flexible' (struct flexible, 10 bytes) cannot take 4 bytes",
        refusal(() -> flexible.variable().setBytes(new byte[4])));
  }

  @Test
  void bitfieldsInBytesThatAreNoWordKeepTheirNeighbours() {
    Bed tail = bed("tail");
    tail.variable().set(Map.of("a", 5, "b", 17, "c", 99));
    assertEquals("8d63", tail.hex());
    assertEquals("struct tail tail = {.a = 5, .b = 17, .c = 99}", tail.variable().toString());
    assertEquals("__u8 tail.c:7 = 99", tail.variable().field("c").toString());
  }

  @Test
  void aMapperStandsForAClassEverywhere() {
    GlobalVariable timeout = bed("timeout_ns").variable();
    timeout.set(Duration.ofSeconds(2));
    assertEquals(2_000_000_000L, timeout.getLong());
    assertEquals(Duration.ofSeconds(2), timeout.get(Duration.class));
    GlobalVariable counters = bed("counters").variable();
    counters.set(List.of(Duration.ofNanos(1), 2, Duration.ofNanos(3), Duration.ofNanos(4)));
    assertEquals(Duration.ofNanos(4), counters.get(Duration[].class)[3]);
    GlobalVariable comm = bed("comm").variable();
    comm.set(new BadWay("x"));
    assertEquals(new BadWay("x of a bad way"), comm.get(BadWay.class));
    assertEquals(
        "variable 'comm' (char[16], 16 bytes) cannot be mapped to long",
        refusal(() -> comm.get(Duration.class)));
    assertEquals(
        "mapper for java.lang.String goes by way of itself",
        refusal(() -> ValueMapper.of(String.class, String.class, x -> x, x -> x)));
  }

  @Test
  void withoutBtfBytesAndIntegersAreMapped() {
    Bed place = bed.untyped("hidden", 4);
    place.variable().set(0x01020304);
    assertEquals("04030201", place.hex());
    assertEquals("hidden (4 bytes, no BTF) = 0x04030201", place.variable().toString());
    assertArrayEquals(new byte[] {4, 3, 2, 1}, (byte[]) place.variable().get());
    assertEquals(0x01020304, place.variable().get(int.class));
    place.variable().set(new byte[] {1, 0, 0, 0});
    assertEquals(1, place.variable().getInt());
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot take the long (8 bytes) 1",
        refusal(() -> place.variable().set(1L)));
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot be mapped to java.util.List",
        refusal(() -> place.variable().get(List.class)));
  }

  @Test
  void theDeclarationOutlivesClose() {
    GlobalVariable limits = bed("limits").variable();
    bed.close();
    assertEquals("__u32 limits[4]", limits.toString());
  }
}
