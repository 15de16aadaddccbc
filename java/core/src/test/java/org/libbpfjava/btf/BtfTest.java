package org.libbpfjava.btf;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.internal.message.SectionSize;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.RawBtf;

/** What clang wrote about types can be read back. */
class BtfTest {
  private final Btf btf = Btf.parse("types", RawBtf.of(BpfObjects.compiled("types")));

  private BtfVar variable(String name) {
    return btf.find(name, BtfVar.class).orElseThrow();
  }

  private BtfStruct struct(String name) {
    return btf.find(name, BtfStruct.class).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({ // C's sizeof and _Alignof on BPF
    "limits, 16, 4", "cfg, 112, 8", "rows, 256, 8", "bits, 16, 8", "packed, 11, 1",
    "flexible, 4, 4", "incomplete, 8, 8", "mode, 4, 4", "big, 8, 8", "flag, 1, 1",
    "counters, 30, 2", "very_big, 16, 16", "ratio, 4, 4", "precise, 8, 8", "operations, 24, 8",
    "matrix, 8, 8", "unnamed, 8, 4"
  })
  void sizesAndAlignmentsAreThoseOfC(String name, int size, int alignment) {
    assertEquals(size, variable(name).size());
    assertEquals(alignment, variable(name).alignment());
  }

  @Test
  void qualifiersAndTypedefsAreStripped() {
    BtfArray limits = (BtfArray) variable("limits").type().resolved();
    assertEquals("const volatile __u32", limits.element().toString());
    BtfInt unsigned = (BtfInt) limits.element().resolved();
    assertEquals("unsigned int", unsigned.name());
    assertFalse(unsigned.isSigned());
    assertEquals(32, unsigned.bits());
    assertSame(unsigned, unsigned.resolved());
  }

  @Test
  void integersTellSignCharAndBool() {
    BtfInt letter = (BtfInt) variable("letter").type();
    assertTrue(letter.isChar() && letter.isSigned() && !letter.isBool());
    BtfInt flag = (BtfInt) variable("flag").type();
    assertTrue(flag.isBool() && !flag.isChar());
    assertFalse(((BtfInt) variable("small").type()).isChar(), "signed char is a number");
  }

  @Test
  void enumsOfFourAndEightBytesKeepTheirSign() {
    BtfEnum mode = (BtfEnum) variable("mode").type();
    assertTrue(mode.isSigned());
    assertEquals(
        List.of(
            new BtfEnumerator("SLOW", 0),
            new BtfEnumerator("FAST", 7),
            new BtfEnumerator("BROKEN", -3)),
        mode.enumerators());
    assertEquals("FAST", mode.find(7).orElseThrow().name());
    assertEquals(-3, mode.find("BROKEN").orElseThrow().value());
    BtfEnum big = (BtfEnum) variable("big").type();
    assertFalse(big.isSigned());
    assertEquals(-1L, big.find("HUGE").orElseThrow().value(), "the bits of 2^64-1");
    BtfEnum negative = (BtfEnum) variable("negative64").type();
    assertEquals(-Long.MAX_VALUE, negative.find("LOWEST").orElseThrow().value());
  }

  @Test
  void anUnsignedEnumOfFourBytesIsZeroExtended() {
    byte[] raw = new BtfWords().type("e", 6, 1, 4, 0, 0xffff_fff0).build();
    BtfEnum type = (BtfEnum) Btf.parse("made", raw).type(1);
    assertEquals(0xffff_fff0L, type.enumerators().get(0).value());
  }

  @Test
  void anonymousMembersAndBitfieldsKeepTheirPlaces() {
    assertEquals(
        "limits 0 0, mode 512 0, name 544 0,  672 0, next 768 0, callback 832 0",
        places(struct("config")));
    assertEquals(
        "a 0 5, b 5 11, wide 16 40, flag 56 1, mode 57 4, last 64 3", places(struct("bits")));
    assertEquals("tag 0 0, value 8 0, tail 72 0", places(struct("packed")));
  }

  private static String places(BtfStruct struct) {
    return struct.members().stream()
        .map(m -> m.name() + " " + m.bitOffset() + " " + m.bitfieldSize())
        .collect(joining(", "));
  }

  @Test
  void bitfieldsOfOldCompilersLookLikeThoseOfNewOnes() {
    // struct { int a:5; int b:7; int c; }: no kind_flag; the bits stand in the int types.
    byte[] raw =
        new BtfWords()
            .intType()
            .type("int", 1, 0, 4, 1 << 24 | 5)
            .type("int", 1, 0, 4, 1 << 24 | 5 << 16 | 7)
            .type("old", 4, 3, 8, 0, 2, 0, 0, 3, 0, 0, 1, 32)
            .build();
    assertEquals(" 0 5,  5 7,  32 0", places((BtfStruct) Btf.parse("old", raw).type(4)));
  }

  @Test
  void aPointerToAStructLeadsBackToIt() {
    BtfStruct config = struct("config");
    assertSame(config, ((BtfPtr) config.members().get(4).type()).target());
  }

  @Test
  void functionsHaveParametersAndLinkage() {
    BtfFunc count = btf.find("count", BtfFunc.class).orElseThrow();
    assertEquals("int count(void *ctx)", count.toString());
    assertEquals(BtfLinkage.GLOBAL, count.linkage());
    BtfFunc extern = btf.find("bpf_rcu_read_lock", BtfFunc.class).orElseThrow();
    assertEquals(BtfLinkage.EXTERN, extern.linkage());
    BtfDatasec ksyms = btf.findDatasec(".ksyms").orElseThrow();
    assertEquals(List.of(extern), ksyms.functions());
    assertEquals(
        List.of("bpf_prog_active"),
        ksyms.variables().stream().map(v -> v.variable().name()).toList());
  }

  @Test
  void sectionsListTheirVariables() {
    assertEquals(
        List.of(
            ".bss",
            ".bss.arr",
            ".data",
            ".data.custom",
            ".kconfig",
            ".ksyms",
            ".rodata",
            ".rodata.cfg",
            "license"),
        btf.datasecs().stream().map(BtfDatasec::name).toList());
    BtfDatasec cfg = btf.findDatasec(".rodata.cfg").orElseThrow();
    assertEquals(List.of(new BtfDatasecVariable(variable("tunable"), 0, 4)), cfg.variables());
    assertEquals(BtfLinkage.STATIC, variable("count.calls").linkage());
    assertEquals(BtfLinkage.EXTERN, variable("CONFIG_HZ").linkage());
  }

  @Test
  void whatHasNoSizeSaysSo() {
    assertFalse(btf.type(0).hasSize());
    assertEquals(
        "void has no size",
        assertThrows(IllegalStateException.class, () -> btf.type(0).size()).getMessage());
    BtfFwd incomplete = btf.find("incomplete", BtfFwd.class).orElseThrow();
    assertEquals(
        "struct incomplete has no size",
        assertThrows(IllegalStateException.class, incomplete::size).getMessage());
  }

  @Test
  void aSizeAboveTwoGibIsNoSize() {
    byte[] raw = new BtfWords().intType().type("", 3, 0, 0, 1, 1, 0x2000_0000).build();
    BtfType array = Btf.parse("made", raw).type(2);
    assertFalse(array.hasSize());
    assertEquals(
        "int[536870912] is larger than 2147483647 bytes",
        assertThrows(IllegalStateException.class, array::size).getMessage());
  }

  @Test
  void anUnknownIdIsRefused() {
    byte[] raw = new BtfWords().intType().build();
    Btf small = Btf.parse("made.bpf.o", raw);
    assertEquals(
        "made.bpf.o: no BTF type 2, ids run from 0 to 1",
        assertThrows(IllegalArgumentException.class, () -> small.type(2)).getMessage());
  }

  @Test
  void aKindOfALaterKernelIsSkippedByTheLayout() {
    byte[] raw =
        new BtfWords()
            .intType()
            .type("location", 20, 2, 7, 1, 2, 3, 4, 5)
            .layout(20, 4, 8)
            .type("holder", 4, 2, 8, 0, 2, 0, 0, 1, 32)
            .type("x", 14, 0, 3, 1)
            .build();
    Btf later = Btf.parse("made", raw);
    BtfUnknown unknown = later.find("location", BtfUnknown.class).orElseThrow();
    assertEquals(20, unknown.kind());
    assertEquals("type 2 of kind 20 'location'", unknown.toString());
    assertFalse(unknown.hasSize());
    assertEquals(8, later.find("x", BtfVar.class).orElseThrow().size());
  }

  @Test
  void headersAreAsLongAsTheySay() {
    byte[] old = new BtfWords().intType().build();
    ByteBuffer raw = ByteBuffer.allocate(old.length + 40).order(ByteOrder.LITTLE_ENDIAN);
    raw.put(old, 0, 24).position(64);
    raw.put(old, 24, old.length - 24).putInt(4, 64);
    assertEquals("int", Btf.parse("made", raw.array()).type(1).toString());
  }

  @Test
  void vlenHas24BitsAndKindSeven() {
    int[] constants = new int[2 * 0x1_0001];
    constants[2 * 0x1_0000 + 1] = 77;
    Btf later = Btf.parse("made", new BtfWords().type("large", 6, 0x1_0001, 4, constants).build());
    BtfEnum large = later.find("large", BtfEnum.class).orElseThrow();
    assertEquals(0x1_0001, large.enumerators().size());
    assertEquals(77, large.enumerators().get(0x1_0000).value());
    byte[] raw = new BtfWords().type("new", 0x21, 0, 0).layout(0x21, 0, 0).build();
    assertEquals(
        0x21, // not an int, which has the same low bits
        Btf.parse("made", raw).find("new", BtfUnknown.class).orElseThrow().kind());
  }

  @Test
  void sizesThatNoNumberHasLeaveBytes() {
    Btf odd =
        Btf.parse(
            "made",
            new BtfWords()
                .type("later", 6, 0, 0)
                .type("wide", 1, 0, 32, 0)
                .type("half", 16, 0, 2)
                .type("", 3, 0, 0, 0, 2, 4)
                .type("mixed", 4, 2, 4, 0, 0, 0, 0, 4, 32)
                .build());
    assertEquals(0, odd.find("later", BtfEnum.class).orElseThrow().size());
    assertEquals(32, odd.find("wide", BtfInt.class).orElseThrow().size());
    assertEquals(2, odd.find("half", BtfFloat.class).orElseThrow().size());
    assertFalse(odd.type(4).hasSize()); // an array of void
    assertEquals(4, odd.find("mixed", BtfStruct.class).orElseThrow().size());
  }

  @Test
  void theLastArrayOfASectionGetsItsSize() {
    for (boolean withLayout : new boolean[] {false, true}) {
      BtfWords builder =
          new BtfWords()
              .intType()
              .type("", 3, 0, 0, 1, 1, 2)
              .type("x", 14, 0, 1, 1)
              .type("y", 14, 0, 2, 1)
              .type(".bss", 15, 2, 12, 3, 0, 4, 4, 4, 8)
              .type(".data", 15, 1, 4, 3, 0, 4);
      Btf made = Btf.parse("made", (withLayout ? builder.layout(19, 0, 12) : builder).build());
      Btf grown = made.withSectionSize(new SectionSize(".bss", 24)).orElseThrow();
      assertEquals(made.typeCount() + 1, grown.typeCount());
      assertEquals(24, grown.findDatasec(".bss").orElseThrow().size());
      assertEquals("int y[5]", grown.find("y", BtfVar.class).orElseThrow().toString());
      assertEquals(20, grown.findDatasec(".bss").orElseThrow().variables().get(1).size());
      assertEquals("int y[2]", made.find("y", BtfVar.class).orElseThrow().toString());
      assertTrue(made.withSectionSize(new SectionSize(".bss", 23)).isEmpty()); // no whole element
      assertTrue(made.withSectionSize(new SectionSize(".data", 8)).isEmpty()); // ends with no array
      assertTrue(made.withSectionSize(new SectionSize(".data.none", 8)).isEmpty());
    }
  }

  @Test
  void bigEndianBtfIsReadToo() {
    byte[] raw = new BtfWords(ByteOrder.BIG_ENDIAN).intType().type("x", 14, 0, 1, 1).build();
    assertEquals("int x", Btf.parse("made", raw).type(2).toString());
  }

  @Test
  void declarationTagsKnowTheirTarget() {
    BtfDeclTag mark = btf.find("mark", BtfDeclTag.class).orElseThrow();
    assertSame(variable("declared"), mark.target());
    assertEquals(-1, mark.componentIndex());
    assertEquals("declaration tag mark", mark.toString());
  }

  @Test
  void theCallersBytesMayChangeAfterwards() {
    byte[] raw = new BtfWords().intType().build();
    Btf parsed = Btf.parse("made", raw);
    Arrays.fill(raw, (byte) 0xff);
    assertEquals("int", parsed.type(1).toString());
  }
}
