package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/**
 * Constants set by paths, as the kernel's test_veristat.c sets them on veristat's command line;
 * {@link SelfTestsKernelTest} has the whole table.
 *
 * <table>
 * <caption>Its tests and ours</caption>
 * <tr><td>set_global_vars_succeeds, _from_file_succeeds</td>
 *     <td>{@link #theProgramSeesEveryConstantThatWasSetByAPath}</td></tr>
 * <tr><td>set_global_vars_out_of_range</td><td>{@link #aNumberOutOfRange}</td></tr>
 * <tr><td>unsupported_ptr_array_type</td>
 *     <td>{@link #aPointerIsANumber}: here it can be set</td></tr>
 * <tr><td>array_out_of_bounds, array_index_not_found</td><td>{@link #anIndexThatIsNone}</td></tr>
 * <tr><td>array_index_for_non_array</td><td>{@link #anIndexIntoWhatIsNoArray}</td></tr>
 * <tr><td>no_array_index_for_array</td><td>{@link #anArrayWithoutItsIndex}</td></tr>
 * </table>
 */
@KernelTest
class SelfTestNestedKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  private static OpenBpfObject open() {
    return BpfObjects.open("selftest_nested.bpf.o");
  }

  @Test
  void theProgramSeesEveryConstantThatWasSetByAPath() {
    try (OpenBpfObject open = open()) {
      open.variable("s64").setLong(0xf000000000000001L);
      open.variable("u64").setLong(0xfedcba9876543210L);
      open.variable("s32").setInt(Integer.MIN_VALUE);
      open.variable("u32").setInt(0x76543210);
      open.variable("s16").setShort(Short.MIN_VALUE);
      open.variable("u16").setInt(60652);
      open.variable("s8").setByte(Byte.MIN_VALUE);
      open.variable("u8").setInt(255);
      open.variable("narrow").set("NARROW_ELEVEN");
      open.variable("wide").set("WIDE_MOST");
      open.variable("wide_signed").set("SIGNED_LEAST");
      open.variable("flag").setBoolean(true);
      open.variable("outer[2].inner[1][2].u.bytes[2]").setInt(170);
      open.variable("halves.each.low").setInt(0xaa);
      open.variable("halves.each.high").setInt(0xbb);
      open.variable("numbers[3]").setInt(171);
      open.variable("numbers[NARROW_ELEVEN]").setInt(172);
      open.variable("names[SIGNED_THIRTEEN]").set("NARROW_TEN");
      open.variable("cube[31][7][NARROW_ELEVEN]").setInt(173);
      open.variable("outer[2].inner[1][2].u.matrix[5][3]").setInt(174);
      open.variable("outers[7][5].inner[0][1].u.matrix[3][0]").setInt(175);
      try (BpfObject object = open.load()) {
        object.program("look").testRun(PACKET);
        List<Long> seen =
            IntStream.range(0, 20)
                .mapToObj(i -> object.variable("seen[" + i + "]").getLong())
                .toList();
        assertEquals(
            List.of(
                0xf000000000000001L,
                0xfedcba9876543210L,
                (long) Integer.MIN_VALUE,
                0x76543210L,
                -32768L,
                60652L,
                -128L,
                255L,
                11L,
                -1L,
                -0x7fffffffffffffffL,
                1L,
                170L,
                0xbbaaL,
                171L,
                172L,
                10L,
                173L,
                174L,
                175L),
            seen);
      }
    }
  }

  private static String refused(Class<? extends Exception> type, String path, int value) {
    try (OpenBpfObject open = open()) {
      Executable set = () -> open.variable(path).setInt(value);
      return String.valueOf(assertThrows(type, set).getMessage());
    }
  }

  @Test
  void aNumberOutOfRange() {
    try (OpenBpfObject open = open()) {
      assertEquals(
          "variable 's32' (const volatile i32, 4 bytes) cannot take 2147483648: it holds"
              + " -2147483648 to 2147483647",
          assertThrows(IllegalArgumentException.class, () -> open.variable("s32").setLong(1L << 31))
              .getMessage());
    }
  }

  @Test
  void aPointerIsANumber() {
    try (OpenBpfObject open = open()) {
      open.variable("pointers[0]").setLong(-1);
      try (BpfObject object = open.load()) {
        assertEquals(1, object.program("look").testRun(PACKET).returnValue());
        assertEquals(-1, object.variable("pointers[0]").getLong());
      }
    }
  }

  @Test
  void anIndexThatIsNone() {
    assertEquals(
        "variable 'numbers': index 99 out of range at 'numbers[99]': const volatile i32[32] has 32"
            + " elements",
        refused(IndexOutOfBoundsException.class, "numbers[99]", 0));
    assertEquals(
        "variable 'outers': index NARROW_ELEVEN (11) out of range at 'outers[1][NARROW_ELEVEN]': const"
            + " volatile struct outer[7] has 7 elements",
        refused(IndexOutOfBoundsException.class, "outers[1][NARROW_ELEVEN].filler", 0));
    assertEquals(
        "variable 'numbers': index 'NARROW_FIVE' at 'numbers[NARROW_FIVE]' is neither a number nor"
            + " a constant of an enum that the object uses",
        refused(NoSuchMemberException.class, "numbers[NARROW_FIVE]", 0));
  }

  @Test
  void anIndexIntoWhatIsNoArray() {
    assertEquals(
        "variable 'flag': no element at 'flag[0]': 'flag' is const volatile _Bool",
        refused(NoSuchMemberException.class, "flag[0]", 1));
    assertEquals(
        "variable 'halves': no element at 'halves.each[0]': 'halves.each' is struct {"
            + " struct { __u8 low; }; struct { struct { __u8 high; }; }; }",
        refused(NoSuchMemberException.class, "halves.each[0].low", 1));
  }

  @Test
  void anArrayWithoutItsIndex() {
    assertEquals(
        "variable 'numbers' (const volatile i32[32], 128 bytes) cannot take the number 1",
        refused(IllegalArgumentException.class, "numbers", 1));
    assertEquals(
        "variable 'outer': no member at 'outer[0].inner.u': 'outer[0].inner' is struct"
            + " inner[2][4]",
        refused(NoSuchMemberException.class, "outer[0].inner.u.bytes[2]", 1));
  }

  @Test
  void aNameThatBeginsLikeAnother() {
    try (OpenBpfObject open = open()) {
      open.variable("out").setInt(5);
      assertEquals(5, open.variable("out").getInt());
      assertEquals(0, open.variable("outer[0].inner[0][0].filler").getInt());
    }
  }
}
