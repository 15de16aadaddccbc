package org.libbpfjava.internal.variable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.RawBtf;

/** Paths lead where C would lead, or say which part of them fails. */
class TypePathTest {
  private final Btf btf = Btf.parse("types", RawBtf.of(BpfObjects.compiled("types")));

  private TypeLocation resolve(String expression) {
    VariablePath path =
        VariablePath.split(expression, name -> btf.find(name, BtfVar.class).isPresent());
    BtfVar variable = btf.find(path.variable(), BtfVar.class).orElseThrow();
    return TypePath.resolve(path.variable(), variable.type(), path.path(), variable.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cfg               |   0 | const volatile struct config
          cfg.limits[3].max |  56 | __u64
          rows[1][FAST]     | 240 | struct row
          cfg.name          |  68 | char[16]
          cfg.name[15]      |  83 | char
          cfg.anonymous     |  84 | __u16
          cfg.word          |  88 | __u32
          cfg.bytes[2]      |  90 | __u8
          rows[1][7]        | 240 | struct row
          rows[1][7].u.bytes[2] | 250 | __u8
          unnamed.inner.y   |   4 | int
          packed.value      |   1 | __u64
          """)
  void aPathLeadsToTheOffsetThatCGives(String expression, int offset, String type) {
    TypeLocation location = resolve(expression);
    assertEquals(offset, location.offset());
    assertEquals(type, location.type().toString());
    assertEquals(0, location.bitSize());
  }

  @ParameterizedTest
  @CsvSource({
    "bits.a, 0, 0, 5",
    "bits.b, 0, 5, 11",
    "bits.wide, 2, 0, 40",
    "bits.flag, 7, 0, 1",
    "bits.mode, 7, 1, 4",
    "bits.last, 8, 0, 3"
  })
  void aBitfieldHasItsPlaceInBits(String expression, int offset, int bitOffset, int bitSize) {
    TypeLocation location = resolve(expression);
    assertEquals(offset, location.offset());
    assertEquals(bitOffset, location.bitOffset());
    assertEquals(bitSize, location.bitSize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cfg.limit[3]      | no member 'limit' in struct config at 'cfg.limit'; it has: limits, \
          name, next, bytes, mode, word, callback, anonymous
          cfg.limits[1].big | no member 'big' in struct limit at 'cfg.limits[1].big'; it has: min, max
          cfg.mode.x        | no member at 'cfg.mode.x': 'cfg.mode' is enum mode
          cfg.next.mode     | no member at 'cfg.next.mode': 'cfg.next' is struct config *, a \
          pointer, which is not followed
          cfg.mode[1]       | no element at 'cfg.mode[1]': 'cfg.mode' is enum mode
          bits.a.b          | no member at 'bits.a.b': 'bits.a' is int
          rows[1][2][3]     | no element at 'rows[1][2][3]': 'rows[1][2]' is struct row
          letter.x          | no member at 'letter.x': 'letter' is char
          """)
  void whatDoesNotExistIsNamedWithItsPlace(String expression, String problem) {
    assertEquals(
        "variable '" + VariablePath.split(expression, n -> false).variable() + "': " + problem,
        assertThrows(NoSuchMemberException.class, () -> resolve(expression)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cfg.limits[4].max | index 4 out of range at 'cfg.limits[4]': struct limit[4] has 4 elements
          rows[1][8]        | index 8 out of range at 'rows[1][8]': struct row[8] has 8 elements
          rows[-1]          | index -1 out of range at 'rows[-1]': struct row[2][8] has 2 elements
          rows[99999999999999999999] | index 99999999999999999999 out of range at \
          'rows[99999999999999999999]': struct row[2][8] has 2 elements
          flexible.items[3] | index 3 out of range at 'flexible.items[3]': __u16[0] has 0 elements
          """)
  void anIndexOutOfRangeIsNamedWithTheLength(String expression, String problem) {
    assertEquals(
        "variable '" + VariablePath.split(expression, n -> false).variable() + "': " + problem,
        assertThrows(IndexOutOfBoundsException.class, () -> resolve(expression)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cfg.limits[         | path 'limits[': expected ']' at position 7
          cfg.limits[]        | path 'limits[]': expected an index at position 7
          cfg.limits[1x]      | path 'limits[1x]': expected an index at position 7
          cfg.limits[1]max    | path 'limits[1]max': expected '.' or '[' at position 9
          cfg..mode           | path '.mode': expected a member's name at position 0
          cfg.limits[1].      | path 'limits[1].': expected a member's name at position 10
          cfg.mode]           | path 'mode]': expected '.' or '[' at position 4
          """)
  void aPathThatIsNoneIsRefusedWithThePosition(String expression, String problem) {
    assertEquals(
        "variable 'cfg': " + problem,
        assertThrows(IllegalArgumentException.class, () -> resolve(expression)).getMessage());
  }

  @Test
  void aFlexibleArrayReachesToTheEndOfTheVariable() {
    BtfVar flexible = btf.find("flexible", BtfVar.class).orElseThrow();
    TypeLocation last = TypePath.resolve("flexible", flexible.type(), "items[2]", 10);
    assertEquals(8, last.offset());
    assertEquals("__u16", last.type().toString());
    assertEquals(
        "variable 'flexible': index 0 out of range at 'flexible.items[0]': __u16[0] has 0 elements",
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> TypePath.resolve("flexible", flexible.type(), "items[0]", 4))
            .getMessage());
  }

  @Test
  void anArrayOfLengthZeroAmongOthersHasNoElements() {
    // struct { int none[0]; int after; }: C would let none[0] be after.
    BtfWords builder = new BtfWords();
    int none = builder.string("none");
    byte[] raw =
        builder
            .intType()
            .type("", 3, 0, 0, 1, 1, 0)
            .type("s", 4, 2, 4, none, 2, 0, 0, 1, 0)
            .build();
    BtfStruct struct = (BtfStruct) Btf.parse("made", raw).type(3);
    assertThrows(
        IndexOutOfBoundsException.class, () -> TypePath.resolve("s", struct, "none[0]", 4));
  }

  @Test
  void aTypeLargerThanItsVariableIsNotReadBeyondIt() {
    BtfVar rows = btf.find("rows", BtfVar.class).orElseThrow();
    assertEquals(
        "variable 'rows': 'rows[1][0]' ends at byte 144 of a variable of 130 bytes",
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> TypePath.resolve("rows", rows.type(), "[1][0]", 130))
            .getMessage());
  }

  @Test
  void aStaticOfAFunctionKeepsTheDotInItsName() {
    assertEquals(0, resolve("count.calls").offset());
    assertEquals(
        new VariablePath("count.calls", "x[1]"),
        VariablePath.split("count.calls.x[1]", "count.calls"::equals));
    assertEquals(
        new VariablePath("count", "calls.x[1]"),
        VariablePath.split("count.calls.x[1]", n -> false));
    assertEquals(
        new VariablePath("rows", "[1][2]"), VariablePath.split("rows[1][2]", "rows"::equals));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .x    | path '.x': expected a variable's name at position 0
          [2]   | path '[2]': expected a variable's name at position 0
          cfg.  | path 'cfg.': expected a member's name at position 4
          """)
  void anExpressionNeedsAName(String expression, String problem) {
    assertEquals(
        problem,
        assertThrows(
                IllegalArgumentException.class, () -> VariablePath.split(expression, "cfg"::equals))
            .getMessage());
  }
}
