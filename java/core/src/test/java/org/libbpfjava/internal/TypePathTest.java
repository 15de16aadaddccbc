package org.libbpfjava.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.NoSuchVariableException;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.testing.Clang;
import org.libbpfjava.testing.RawBtf;

/** Paths lead where C would lead, or say which part of them fails. */
class TypePathTest {
  private final Btf btf = Btf.parse("types", RawBtf.of(Clang.testObject("types")));

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

  @Test
  void aMissingMemberIsNamedWithItsPlaceAndItsNeighbours() {
    assertEquals(
        "variable 'cfg': no member 'limit' in struct config at 'cfg.limit'; it has: limits, name,"
            + " next, bytes, mode, word, callback, anonymous",
        assertThrows(NoSuchVariableException.class, () -> resolve("cfg.limit[3]")).getMessage());
  }
}
