package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.VariableBed.Bed;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.memory.AccessMode;

/** What a variable promises about numbers, strings and bytes, however its bytes are reached. */
abstract class GlobalVariableContract {
  private final VariableBed bed = new VariableBed("scalars", this::memory);

  abstract SectionMemory memory(String section, byte[] initial, Liveness liveness);

  abstract AccessMode mode();

  /** Closes what {@link #memory} made, where its liveness alone does not. */
  void closeMemories() {}

  private Bed bed(String name) {
    return bed.bed(name);
  }

  /** Sets a value; gives the variable's bytes. */
  private String set(String name, Consumer<GlobalVariable> setter) {
    Bed place = bed(name);
    setter.accept(place.variable());
    return place.hex();
  }

  private static String refusal(Executable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  /** Nothing may change in a refused write. */
  private String refusedSet(String name, Consumer<GlobalVariable> setter) {
    Bed place = bed(name);
    String message = refusal(() -> setter.accept(place.variable()));
    assertEquals("00".repeat(place.size()), place.hex());
    return message;
  }

  @Test
  void metadataIsWhatBtfAndSectionSay() {
    GlobalVariable limits = bed("limits").variable();
    assertEquals("limits", limits.name());
    assertEquals(".bss", limits.section());
    assertEquals(VariableBed.GUARD, limits.offset());
    assertEquals(16, limits.size());
    assertEquals("__u32[4]", limits.type().orElseThrow().toString());
    assertEquals(mode(), limits.accessMode());
    assertFalse(limits.isReadOnly());
    assertFalse(limits.isAtomic());
    assertEquals(mode() == AccessMode.MAPPED, bed("u64").variable().isAtomic());
    assertEquals(mode() == AccessMode.MAPPED, bed("flag").variable().isAtomic());
    assertFalse(bed("packed").variable().field("value").isAtomic());
    assertFalse(bed("bits").variable().field("b").isAtomic());
    assertFalse(bed("s128").variable().isAtomic());
  }

  @ParameterizedTest
  @CsvSource({
    "u8, 255, ff",
    "u16, 65535, ffff",
    "u32, 4294967295, ffffffff",
    "u64, -1, ffffffffffffffff",
    "s8, -128, 80",
    "s16, -32768, 0080",
    "s32, -2147483648, 00000080",
    "s64, -9223372036854775808, 0000000000000080",
    "s64, 9223372036854775807, ffffffffffffff7f",
    "letter, 65, 41",
    "flag, 1, 01",
    "mode, 4294967295, ffffffff",
    "level, -3, fdffffff",
    "big, -1, ffffffffffffffff",
    "pointer, -4096, 00f0ffffffffffff",
    "s128, -2, feffffffffffffffffffffffffffffff",
    "ratio, 16777216, 0000804b",
    "precise, -3, 00000000000008c0",
    "target_pid, 4711, 67120000",
  })
  void setLongWritesEveryNumberThatTheTypeHolds(String name, long value, String hex) {
    assertEquals(hex, set(name, v -> v.setLong(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "u8, 255",
    "u16, 65535",
    "u32, 4294967295",
    "u64, -1",
    "s8, -128",
    "s16, -32768",
    "s32, -1",
    "s64, -9223372036854775808",
    "letter, -1",
    "flag, 1",
    "mode, 4294967295",
    "level, -3",
    "big, -1",
    "pointer, -4096",
  })
  void getLongExtendsByTheTypesOwnSignedness(String name, long value) {
    GlobalVariable variable = bed(name).variable();
    variable.setLong(value);
    assertEquals(value, variable.getLong());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          u8   | 256        | variable 'u8' (__u8, 1 byte) cannot take 256: it holds 0 to 255
          u16  | -1         | variable 'u16' (__u16, 2 bytes) cannot take -1: it holds 0 to 65535
          u32  | 4294967296 | variable 'u32' (__u32, 4 bytes) cannot take 4294967296: it holds 0 to 4294967295
          s8   | 128        | variable 's8' (signed char, 1 byte) cannot take 128: it holds -128 to 127
          s16  | -32769     | variable 's16' (short, 2 bytes) cannot take -32769: it holds -32768 to 32767
          s32  | 2147483648 | variable 's32' (int, 4 bytes) cannot take 2147483648: it holds -2147483648 to 2147483647
          flag | 2          | variable 'flag' (_Bool, 1 byte) cannot take 2: it holds 0 to 1
          u128 | -1         | variable 'u128' (unsigned __int128, 16 bytes) cannot take -1: it holds 0 to 340282366920938463463374607431768211455
          ratio | 16777217  | variable 'ratio' (float, 4 bytes) cannot hold the number 16777217 exactly
          precise | 9223372036854775807 | variable 'precise' (double, 8 bytes) cannot hold the number 9223372036854775807 exactly
          comm | 1          | variable 'comm' (char[16], 16 bytes) cannot take the number 1
          cfg  | 1          | variable 'cfg' (struct config, 24 bytes) cannot take the number 1
          target_pid | 2147483648 | variable 'target_pid' (const volatile int, 4 bytes) cannot take 2147483648: it holds -2147483648 to 2147483647
          """)
  void aNumberThatDoesNotFitIsRefused(String name, long value, String message) {
    assertEquals(message, refusedSet(name, v -> v.setLong(value)));
  }

  @Test
  void aShorterSetterTakesOnlyItsOwnValues() {
    assertEquals("ffffff7f", set("u32", v -> v.setInt(Integer.MAX_VALUE)));
    assertEquals(
        "variable 'u32' (__u32, 4 bytes) cannot take -1: it holds 0 to 4294967295",
        refusedSet("u32", v -> v.setInt(-1)));
    assertEquals(
        "variable 'u64' (__u64, 8 bytes) cannot take -1: it holds 0 to 18446744073709551615",
        refusedSet("u64", v -> v.setInt(-1)));
    assertEquals("feffffffffffffff", set("s64", v -> v.setShort((short) -2)));
    assertEquals("ffffffff", set("s32", v -> v.setByte((byte) -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          u16     | variable 'u16' (__u16, 2 bytes) cannot be read as byte (1 byte)
          letter  |
          u64     | variable 'u64' (__u64, 8 bytes) cannot be read as byte (1 byte)
          precise | variable 'precise' (double, 8 bytes) cannot be read as byte (1 byte)
          limits  | variable 'limits' (__u32[4], 16 bytes) cannot be read as byte (1 byte)
          """)
  void aReadNeverNarrows(String name, String message) {
    GlobalVariable variable = bed(name).variable();
    if (message == null) {
      assertEquals(0, variable.getByte());
    } else {
      assertEquals(message, refusal(variable::getByte));
    }
  }

  @Test
  void aReadOfTheSameSizeGivesWhatItCanHold() {
    GlobalVariable u32 = bed("u32").variable();
    u32.setInt(5);
    assertEquals(5, u32.getInt());
    assertEquals(
        "variable 'u32' (__u32, 4 bytes) cannot be read as short (2 bytes)",
        refusal(u32::getShort));
    u32.setLong(4_000_000_000L);
    assertEquals(
        "variable 'u32' (__u32, 4 bytes) holds 4000000000, which int (4 bytes) cannot hold",
        refusal(u32::getInt));
    GlobalVariable s16 = bed("s16").variable();
    s16.setShort((short) -7);
    assertEquals(-7, s16.getShort());
    assertEquals(-7, s16.getInt());
    assertEquals(-7, s16.getLong());
  }

  @Test
  void unsignedPassesTheBitsOfEveryInteger() {
    BigInteger most = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    GlobalVariable u128 = bed("u128").variable();
    u128.setUnsigned(most);
    assertEquals(most, u128.getUnsigned());
    GlobalVariable u64 = bed("u64").variable();
    u64.setLong(-1);
    assertEquals(new BigInteger("18446744073709551615"), u64.getUnsigned());
    GlobalVariable s32 = bed("s32").variable();
    s32.setInt(-1);
    assertEquals(BigInteger.valueOf(4294967295L), s32.getUnsigned());
    s32.setUnsigned(BigInteger.valueOf(4294967294L));
    assertEquals(-2, s32.getInt());
    assertEquals(
        "variable 'u8' (__u8, 1 byte) cannot take the unsigned number 256: it holds 0 to 255",
        refusedSet("u8", v -> v.setUnsigned(BigInteger.valueOf(256))));
    assertEquals(
        "variable 's128' (__int128, 16 bytes) cannot take the unsigned number"
            + " 340282366920938463463374607431768211456: it has 128 bits",
        refusedSet("s128", v -> v.setUnsigned(most.add(BigInteger.ONE))));
    assertEquals(
        "variable 'ratio' (float, 4 bytes) cannot be read as an unsigned number",
        refusal(() -> bed("ratio").variable().getUnsigned()));
  }

  @Test
  void boolIsTrueForAnyByteButZero() {
    Bed flag = bed("flag");
    flag.variable().setBoolean(true);
    assertEquals("01", flag.hex());
    assertTrue(flag.variable().getBoolean());
    flag.variable().setBytes(new byte[] {7});
    assertTrue(flag.variable().getBoolean());
    flag.variable().setInt(0);
    assertFalse(flag.variable().getBoolean());
    assertEquals(
        "variable 's32' (int, 4 bytes) cannot take the boolean true",
        refusedSet("s32", v -> v.setBoolean(true)));
    assertEquals(
        "variable 's32' (int, 4 bytes) cannot be read as boolean",
        refusal(() -> bed("s32").variable().getBoolean()));
  }

  @Test
  void floatsWidenAndNeverRound() {
    GlobalVariable ratio = bed("ratio").variable();
    ratio.setFloat(0.1f);
    assertEquals(0.1f, ratio.getFloat());
    assertEquals((double) 0.1f, ratio.getDouble());
    ratio.setDouble(0.25);
    assertEquals(0.25f, ratio.getFloat());
    ratio.setDouble(Double.NaN);
    assertTrue(Float.isNaN(ratio.getFloat()));
    assertEquals(
        "variable 'ratio' (float, 4 bytes) cannot hold the double 0.1 exactly",
        refusedSet("ratio", v -> v.setDouble(0.1)));
    GlobalVariable precise = bed("precise").variable();
    precise.setFloat(0.5f);
    assertEquals(0.5, precise.getDouble());
    assertEquals(
        "variable 'precise' (double, 8 bytes) cannot be read as float (4 bytes)",
        refusal(precise::getFloat));
    assertEquals(
        "variable 's32' (int, 4 bytes) cannot take the double 1.0",
        refusedSet("s32", v -> v.setDouble(1)));
    assertEquals(
        "variable 'u64' (__u64, 8 bytes) cannot be read as double (8 bytes)",
        refusal(() -> bed("u64").variable().getDouble()));
    GlobalVariable s32 = bed("s32").variable();
    s32.setInt(Integer.MIN_VALUE);
    assertEquals(-0x1p31, s32.getDouble());
  }

  @Test
  void anEnumGoesByNameAndByNumber() {
    Bed mode = bed("mode");
    mode.variable().setString("FAST");
    assertEquals("07000000", mode.hex());
    assertEquals("FAST", mode.variable().getString());
    assertEquals(7, mode.variable().getInt());
    mode.variable().setInt(5);
    assertEquals("5", mode.variable().getString());
    assertEquals("fdffffff", set("level", v -> v.setString("LOW")));
    assertEquals("ffffffffffffffff", set("big", v -> v.setString("HUGE")));
    assertEquals(
        "variable 'mode' (enum mode, 4 bytes) has no constant 'FSAT': it has SLOW, FAST",
        refusedSet("mode", v -> v.setString("FSAT")));
    assertEquals(
        "variable 'many' (enum many, 4 bytes) has no constant 'X': it has M0, M1, M2, M3, M4, M5,"
            + " M6, M7, M8, M9, M10, M11 and 2 more",
        refusedSet("many", v -> v.setString("X")));
  }

  @Test
  void aStringEndsAtItsNulAndTheRestIsZero() {
    Bed comm = bed("comm");
    comm.variable().setString("a long name \u00e9");
    assertEquals("a long name \u00e9", comm.variable().getString());
    comm.variable().setString("sh");
    assertEquals("7368" + "00".repeat(14), comm.hex());
    comm.variable().setString("exactly 15 byte");
    assertEquals("exactly 15 byte", comm.variable().getString());
    comm.variable().setBytes("sixteen  letters".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals("sixteen  letters", comm.variable().getString());
    assertEquals(
        "variable 'comm' (char[16], 16 bytes) cannot take a string of 16 bytes in UTF-8: with its"
            + " terminating NUL it needs 17",
        refusedSet("comm", v -> v.setString("sixteen  letters")));
    assertEquals(
        "variable 'comm' (char[16], 16 bytes) cannot take a string with a NUL at byte 1",
        refusedSet("comm", v -> v.setString("a\0b")));
    assertEquals(
        "variable 'comm' (char[16], 16 bytes) cannot take a string with half a surrogate pair",
        refusedSet("comm", v -> v.setString("a\ud800")));
    assertEquals(
        "variable 's32' (int, 4 bytes) cannot take the string \"x\"",
        refusedSet("s32", v -> v.setString("x")));
    assertEquals(
        "variable 'limits' (__u32[4], 16 bytes) cannot be read as String",
        refusal(() -> bed("limits").variable().getString()));
  }

  @Test
  void bytesAreExactlyAsManyAsTheVariableHas() {
    Bed mac = bed("mac");
    mac.variable().setBytes(new byte[] {1, 2, 3, 4, 5, 6});
    assertEquals("010203040506", mac.hex());
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, mac.variable().getBytes());
    assertEquals(
        "variable 'limits' (__u32[4], 16 bytes) cannot take 20 bytes",
        refusedSet("limits", v -> v.setBytes(new byte[20])));
    assertEquals(
        "variable 'limits' (__u32[4], 16 bytes) cannot take 1 byte",
        refusedSet("limits", v -> v.setBytes(new byte[1])));
  }

  @ParameterizedTest
  @CsvSource({
    "bits, a, -16, 10000000000000000000000000000000",
    "bits, a, 15, 0f000000000000000000000000000000",
    "bits, b, 2047, e0ff0000000000000000000000000000",
    "bits, wide, 1099511627775, 0000ffffffffff000000000000000000",
  })
  void aBitfieldChangesItsOwnBitsOnly(String name, String path, long value, String hex) {
    Bed place = bed(name);
    place.variable().field(path).setLong(value);
    assertEquals(value, place.variable().field(path).getLong());
    assertEquals(hex, place.hex().substring(0, hex.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "bits, a, 5, true",
    "bits, b, 11, false",
    "bits, wide, 40, false",
    "bits, flag, 1, false",
    "bits, mode, 4, false",
    "bits, sixtyfour, 64, true",
    "bits, last, 3, false",
    "packed, odd, 63, false",
    "packed, far, 13, true",
  })
  void everyPatternOfABitfieldComesBackAmongOnesAndZeros(
      String name, String path, int width, boolean signed) {
    for (byte around : new byte[] {0, -1}) {
      Bed place = bed(name);
      GlobalVariable field = place.variable().field(path);
      for (int bit = -1; bit < width; bit++) {
        byte[] all = new byte[place.size()];
        java.util.Arrays.fill(all, around);
        place.variable().setBytes(all);
        BigInteger pattern = bit < 0 ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bit);
        if (path.equals("flag")) {
          field.setBoolean(bit == 0);
        } else {
          field.setUnsigned(pattern);
        }
        assertEquals(pattern, field.getUnsigned());
        if (bit == width - 1 && signed) {
          assertEquals(-1L << bit, field.getLong());
        }
        // Putting back what was around gives the bytes from before: no other bit has moved.
        if (path.equals("flag")) {
          field.setBoolean(around != 0);
        } else {
          field.setUnsigned(
              around == 0
                  ? BigInteger.ZERO
                  : BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
        }
        assertArrayEquals(all, place.variable().getBytes());
        place.hex();
      }
    }
  }

  @Test
  void aBitfieldIsNoBytesAndSaysItsBits() {
    GlobalVariable b = bed("bits").variable().field("b");
    assertEquals("bits.b", b.name());
    assertEquals(2, b.size());
    assertEquals(
        "variable 'bits.b' (unsigned int, 11 bits) cannot take 2048: it holds 0 to 2047",
        refusal(() -> b.setInt(2048)));
    assertEquals(
        "variable 'bits.b' (unsigned int, 11 bits) cannot be read as bytes: it is a bitfield",
        refusal(b::getBytes));
    assertEquals(
        "variable 'bits.b' (unsigned int, 11 bits) cannot take bytes: it is a bitfield",
        refusal(() -> b.setBytes(new byte[2])));
    GlobalVariable mode = bed("bits").variable().field("mode");
    mode.setString("FAST");
    assertEquals("FAST", mode.getString());
    GlobalVariable a = bed("bits").variable().field("a");
    assertEquals(
        "variable 'bits.a' (int, 5 bits) cannot take 16: it holds -16 to 15",
        refusal(() -> a.setInt(16)));
  }

  @Test
  void aFieldIsAVariableOfItsOwn() {
    Bed cfg = bed("cfg");
    GlobalVariable limit = cfg.variable().field("limits[1]");
    limit.setLong(-1);
    assertEquals("00".repeat(16) + "ff".repeat(8), cfg.hex());
    assertEquals("cfg.limits[1]", limit.name());
    assertEquals(VariableBed.GUARD + 16, limit.offset());
    assertSame(limit, cfg.variable().field("limits[1]"));
    assertEquals(-1, cfg.variable().field("limits").field("[1]").getLong());
    assertEquals(
        "variable 'cfg.min' (int, 4 bytes) cannot take 2147483648: it holds -2147483648 to"
            + " 2147483647",
        refusal(() -> cfg.variable().field("min").setLong(1L << 31)));
    assertEquals(
        "variable 'cfg': no member 'mni' in struct config at 'cfg.mni'; it has: min, limits",
        assertThrows(NoSuchMemberException.class, () -> cfg.variable().field("mni")).getMessage());
  }

  @Test
  void withoutBtfOnlyBytesAndIntegersOfTheSameWidth() {
    Bed place = bed.untyped("hidden", 4);
    GlobalVariable hidden = place.variable();
    assertTrue(hidden.type().isEmpty());
    hidden.setInt(-2);
    assertEquals("feffffff", place.hex());
    assertEquals(-2, hidden.getInt());
    assertEquals(BigInteger.valueOf(0xfffffffeL), hidden.getUnsigned());
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot be read as long (8 bytes)",
        refusal(hidden::getLong));
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot take the long (8 bytes) 5",
        refusal(() -> hidden.setLong(5)));
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot take 5 bytes",
        refusal(() -> hidden.setBytes(new byte[5])));
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) has no fields",
        assertThrows(NoSuchMemberException.class, () -> hidden.field("x")).getMessage());
    assertEquals(
        "variable 'hidden' (4 bytes, no BTF) cannot be read as String", refusal(hidden::getString));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void withoutBtfTheWidthChoosesTheInteger(int width) {
    GlobalVariable hidden = bed.untyped("hidden", width).variable();
    switch (width) {
      case 1 -> hidden.setByte((byte) -1);
      case 2 -> hidden.setShort((short) -1);
      case 4 -> hidden.setInt(-1);
      default -> hidden.setLong(-1);
    }
    assertEquals(
        BigInteger.ONE.shiftLeft(width * 8).subtract(BigInteger.ONE), hidden.getUnsigned());
  }

  @Test
  void afterCloseOnlyWhatReachesMemoryThrows() {
    GlobalVariable u32 = bed("u32").variable();
    AccessMode mode = u32.accessMode();
    bed.close();
    closeMemories();
    assertEquals("u32", u32.name());
    assertEquals(4, u32.size());
    assertEquals(u32.offset(), u32.field("").offset());
    assertFalse(u32.section().isEmpty());
    assertTrue(u32.type().isPresent());
    assertFalse(u32.isReadOnly());
    assertEquals(mode, u32.accessMode());
    for (Executable method :
        java.util.List.<Executable>of(
            u32::getInt,
            u32::getLong,
            u32::getBytes,
            u32::getUnsigned,
            u32::intHandle,
            () -> u32.setInt(1),
            () -> u32.setBytes(new byte[4]))) {
      assertEquals(
          "object 'scalars' is closed",
          assertThrows(IllegalStateException.class, method).getMessage());
    }
  }
}
