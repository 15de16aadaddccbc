package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.Mutations;
import org.libbpfjava.testing.RawBtf;

/** Malformed BTF is refused with its place, and by no other exception. */
class MalformedBtfTest {
  private static final int PTR = 2;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int TYPEDEF = 8;

  private static void assertRefused(String problem, BtfWords builder) {
    assertRefused(problem, builder.build());
  }

  private static void assertRefused(String problem, byte[] raw) {
    assertEquals(
        "bad.bpf.o: " + problem,
        assertThrows(InvalidBpfObjectException.class, () -> Btf.parse("bad.bpf.o", raw))
            .getMessage());
  }

  private static byte[] header(int offset, int value) {
    byte[] raw = new BtfWords().intType().build();
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    return raw;
  }

  @Test
  void headersThatLie() {
    assertRefused(
        "BTF of 3 bytes has no room for its header (byte 0x0 of .BTF)", new byte[] {1, 2, 3});
    assertRefused("no BTF: magic is 0x0 (byte 0x0 of .BTF)", new byte[24]);
    assertRefused("BTF version 2 is not known, only 1 (byte 0x2 of .BTF)", header(0, 0x2eb9f));
    assertRefused("BTF header of 8 bytes in 45 bytes of BTF (byte 0x4 of .BTF)", header(4, 8));
    assertRefused(
        "BTF types end at 4294967319 of 45 bytes of BTF (byte 0x8 of .BTF)", header(12, -1));
    assertRefused("BTF strings end at 50 of 45 bytes of BTF (byte 0x10 of .BTF)", header(20, 10));
    assertRefused("BTF strings do not start and end with a NUL (byte 0x28 of .BTF)", header(20, 4));
  }

  @Test
  void layoutsThatLie() {
    BtfWords builder = new BtfWords().type("new", 99, 3, 0, 1, 2, 3, 4).layout(99, 4, 4);
    assertEquals(2, Btf.parse("made", builder.build()).typeCount());
    byte[] raw = builder.build();
    ByteBuffer data = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(28, 4 * 99); // the layout ends before the kind
    assertRefused("BTF type 1 has kind 99, which is not known (byte 0x24 of .BTF)", raw);
    data.putInt(28, -4);
    assertRefused(
        "BTF layout ends at 4294967352 of " + raw.length + " bytes of BTF (byte 0x18 of .BTF)",
        raw);
    assertRefused(
        "BTF type 1 is cut off (byte 0x20 of .BTF)",
        new BtfWords().type("new", 99, 0xff_ffff, 0).layout(99, 255, 255));
  }

  @Test
  void recordsThatAreCutOffOrUnknown() {
    assertRefused("BTF type 1 is cut off (byte 0x18 of .BTF)", header(12, 13));
    assertRefused(
        "BTF type 2 is cut off (byte 0x28 of .BTF)",
        cutTypes(new BtfWords().intType().type("s", STRUCT, 3, 4), 8));
    assertRefused(
        "BTF type 1 has kind 25, which is not known (byte 0x1c of .BTF)",
        new BtfWords().type("x", 25, 0, 0));
    assertRefused(
        "BTF type 1 has its name at 99 of 1 bytes of strings (byte 0x18 of .BTF)",
        new BtfWords().rawType(99, PTR << 24, 0));
    assertRefused(
        "BTF type 2 has its name at 4294967295 of 7 bytes of strings (byte 0x34 of .BTF)",
        new BtfWords().intType().type("s", STRUCT, 1, 4, -1, 1, 0));
  }

  private static byte[] cutTypes(BtfWords builder, int bytes) {
    byte[] raw = builder.build();
    ByteBuffer data = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    return data.putInt(12, data.getInt(12) - bytes).array();
  }

  @Test
  void idsThatLeadNowhere() {
    assertRefused(
        "BTF type 1 refers to type 9001 of 2 (byte 0x20 of .BTF)",
        new BtfWords().type("", PTR, 0, 9001));
    assertRefused(
        "BTF type 1 refers to type 4294967295 of 2 (byte 0x20 of .BTF)",
        new BtfWords().type("t", TYPEDEF, 0, -1));
    assertRefused(
        "BTF type 3 refers to type 2, a variable (byte 0x40 of .BTF)",
        new BtfWords().intType().type("v", 14, 0, 1, 0).type("", PTR, 0, 2).type("", 1, 0, 1, 8));
    assertRefused(
        "BTF type 2 refers to type 1, which is no function prototype (byte 0x30 of .BTF)",
        new BtfWords().intType().type("f", 12, 0, 1));
    assertRefused(
        "BTF type 2 is a data section that lists type 1, an int (byte 0x34 of .BTF)",
        new BtfWords().intType().type(".data", 15, 1, 4, 1, 0, 4));
  }

  @Test
  void typesThatContainThemselves() {
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)", new BtfWords().type("t", TYPEDEF, 0, 1));
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)",
        new BtfWords().type("s", STRUCT, 1, 4, 0, 2, 0).type("", ARRAY, 0, 0, 1, 1, 1));
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)",
        new BtfWords().type("", PTR, 0, 2).type("", PTR, 0, 1));
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)",
        new BtfWords().type("", STRUCT, 1, 8, 0, 2, 0).type("", PTR, 0, 1));
  }

  @Test
  void typesTooDeepForAStack() {
    BtfWords chain = new BtfWords().intType();
    for (int i = 1; i <= 300; i++) {
      chain.type("", ARRAY, 0, 0, i, 1, 1);
    }
    assertRefused("BTF type 257 is nested deeper than 256 types (byte 0x1810 of .BTF)", chain);
    BtfWords descending = new BtfWords();
    for (int i = 2; i <= 300; i++) {
      descending.type("", PTR, 0, i);
    }
    assertRefused(
        "BTF type 1 is nested deeper than 256 types (byte 0x18 of .BTF)", descending.intType());
  }

  @Test
  void sizesThatCannotBe() {
    assertRefused(
        "BTF type 1 is an int of 9 bits from bit 8 in 2 bytes (byte 0x24 of .BTF)",
        new BtfWords().type("i", 1, 0, 2, 8 << 16 | 9));
    assertRefused(
        "BTF type 2, 4 bytes, has member 0 beyond its end, at bit 8 (byte 0x34 of .BTF)",
        new BtfWords().intType().type("s", STRUCT, 1, 4, 0, 1, 8));
    assertRefused(
        "BTF type 2 has member 0 of 40 bits at bit 0 in a type of 4 bytes (byte 0x34 of .BTF)",
        new BtfWords().intType().type("s", STRUCT | 0x80, 1, 8, 0, 1, 40 << 24));
    assertRefused(
        "BTF type 2 has member 0 of 3 bits at bit 0 in a type of 8 bytes (byte 0x30 of .BTF)",
        new BtfWords().type("", PTR, 0, 0).type("s", STRUCT | 0x80, 1, 8, 0, 1, 3 << 24));
    assertRefused(
        "BTF type 2 has linkage 3, which is not known (byte 0x34 of .BTF)",
        new BtfWords().intType().type("v", 14, 0, 1, 3));
  }

  @Test
  void namesThatUnfold() {
    BtfWords builder = new BtfWords();
    int name = builder.string("x".repeat(4000));
    for (int i = 0; i < 2000; i++) {
      builder.rawType(name, PTR << 24, 0);
    }
    assertRefused("BTF names share their ends too often (byte 0x1518 of .BTF)", builder);
  }

  @Test
  void aTypeOfEndlessTextIsCutShort() {
    BtfWords builder = new BtfWords().intType();
    for (int i = 1; i <= 100; i++) { // each struct twice in the next: 2^100 members
      builder.type("", 5, 2, 4, 0, i, 0, 0, i, 0);
    }
    String text = Btf.parse("made", builder.build()).type(101).toString();
    assertTrue(text.contains("...") && text.length() < 20_000, text.length() + " characters");
  }

  @Test
  void damagedBtfIsReadOrRefusedAndNothingElse() {
    byte[] good = RawBtf.of(BpfObjects.compiled("types"));
    int refused = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] bad = Mutations.of(good, seed);
      try {
        readAll(Btf.parse("bad.bpf.o", bad));
      } catch (InvalidBpfObjectException e) {
        assertTrue(
            String.valueOf(e.getMessage())
                .matches("(?s)bad.bpf.o: .* \\(byte 0x[0-9a-f]+ of .BTF\\)"));
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(refused > 500 && refused < 4_500, refused + " refused");
  }

  /** Calls everything that a type can be asked. */
  static void readAll(Btf btf) {
    for (BtfType type : btf.types()) {
      assertTrue(type.toString().length() < 200_000);
      assertTrue(type.alignment() >= 1);
      BtfType resolved = type.resolved();
      if (type.hasSize() && !(type instanceof BtfVar)) {
        assertEquals(type.size(), resolved.size());
      }
      if (type instanceof BtfStruct struct && struct.hasSize()) {
        for (BtfMember member : struct.members()) {
          int bits =
              member.isBitfield()
                  ? member.bitfieldSize()
                  : member.type().hasSize() ? Math.multiplyExact(member.type().size(), 8) : 0;
          assertTrue(member.bitOffset() + bits <= struct.size() * 8L);
        }
      } else if (type instanceof BtfEnum constants) {
        constants.enumerators().forEach(constant -> constants.find(constant.value()));
      } else if (type instanceof BtfFuncProto proto) {
        assertEquals(proto.parameters(), proto.parameters());
      } else if (type instanceof BtfDatasec section) {
        assertTrue(section.variables().size() + section.functions().size() <= 0xff_ffff);
      } else if (type instanceof BtfFunc function) {
        assertTrue(function.linkage() != null && function.proto().returnType() != null);
      } else if (type instanceof BtfDeclTag tag) {
        assertTrue(tag.target().id() < btf.typeCount());
      }
      btf.find(type.name(), type.getClass());
    }
    assertEquals(btf.datasecs().size(), Arrays.asList(btf.datasecs().toArray()).size());
  }
}
