package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.btf.BtfBuilder.Encoding;
import org.libbpfjava.exception.InvalidBpfObjectException;

/** Types that Java has made are read back as they were meant. */
class BtfBuilderTest {

  /** A type of every kind that BTF has; {@code main} is 20. */
  static Btf everyKind() {
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, Encoding.SIGNED);
    int flag = types.integer("_Bool", 1, Encoding.BOOL);
    int wide = types.integer("unsigned __int128", 16, Encoding.UNSIGNED);
    int letter = types.integer("char", 1, Encoding.SIGNED);
    BtfStructBuilder task = types.struct("task", 64);
    int text = types.array(letter, 16); // and its index type
    task.member("pid", number, 0)
        .member("comm", text, 4)
        .member("next", types.pointer(task.id()), 24)
        .member("wide", wide, 32)
        .member("is_idle", flag, 48);
    types
        .struct("bits", 8)
        .bitfield("low", number, 0, 3)
        .bitfield("high", number, 3, 29)
        .member("plain", number, 4);
    types
        .union("either", 8)
        .member("number", number, 0)
        .member("ratio", types.floating("double", 8), 0);
    int mode = types.signedEnum("mode", 4).constant("OFF", -1).constant("ON", 1).id();
    types.unsignedEnum("large", 8).constant("LARGEST", -1L).constant("ONE", 1);
    types.forwardStruct("later");
    types.forwardUnion("later_union");
    int name = types.typedef("mode_t", mode);
    int read = types.constOf(types.volatileOf(name));
    types.pointer(types.restrictOf(types.pointer(types.typeTag("user", read))));
    int main =
        types.function(
            "main",
            types.prototype(number).parameter("mode", name).variadic().id(),
            BtfLinkage.GLOBAL);
    int hits = types.variable("hits", number, BtfLinkage.STATIC);
    types.section(".data", 4).add(hits, 0, 4);
    types.declTag("counted", hits);
    types.declTag("first", main, 0);
    return types.build("made");
  }

  @Test
  void everyKindIsReadBack() {
    Btf btf = everyKind();
    BtfStruct task = btf.find("task", BtfStruct.class).orElseThrow();
    assertEquals(
        List.of(
            "int pid",
            "char comm[16]",
            "struct task *next",
            "unsigned __int128 wide",
            "_Bool is_idle"),
        task.members().stream().map(m -> m.type().toC(m.name())).toList());
    assertEquals(
        List.of(0, 4, 24, 32, 48), task.members().stream().map(BtfMember::offset).toList());
    assertSame(task, ((BtfPtr) task.members().get(2).type()).target());
    BtfStruct bits = btf.find("bits", BtfStruct.class).orElseThrow();
    assertEquals(
        List.of("0 3", "3 29", "32 0"),
        bits.members().stream().map(m -> m.bitOffset() + " " + m.bitfieldSize()).toList());
    BtfEnum mode = btf.find("mode", BtfEnum.class).orElseThrow();
    assertEquals(-1, mode.find("OFF").orElseThrow().value());
    BtfEnum large = btf.find("large", BtfEnum.class).orElseThrow();
    assertEquals(8, large.size());
    assertEquals(-1, large.find("LARGEST").orElseThrow().value());
    assertEquals(
        "int main(mode_t mode, ...)", btf.find("main", BtfFunc.class).orElseThrow().toString());
    assertEquals(BtfLinkage.STATIC, btf.find("hits", BtfVar.class).orElseThrow().linkage());
    assertEquals(
        List.of(new BtfDatasecVariable(btf.find("hits", BtfVar.class).orElseThrow(), 0, 4)),
        btf.findDatasec(".data").orElseThrow().variables());
    BtfDeclTag first = btf.find("first", BtfDeclTag.class).orElseThrow();
    assertEquals(0, first.componentIndex());
    assertEquals(-1, btf.find("counted", BtfDeclTag.class).orElseThrow().componentIndex());
    assertEquals(true, btf.find("later_union", BtfFwd.class).orElseThrow().isUnion());
    assertEquals(true, btf.find("_Bool", BtfInt.class).orElseThrow().isBool());
  }

  @Test
  void bytesAreReadBackToTheSameBytes() {
    Btf btf = everyKind();
    byte[] raw = btf.toBytes();
    Btf again = Btf.parse("again", raw);
    assertEquals(btf.types().toString(), again.types().toString());
    assertArrayEquals(raw, again.toBytes());
    raw[0] = 0; // a copy
    assertArrayEquals(again.toBytes(), btf.toBytes());
  }

  @Test
  void splitTypesGoOnAfterTheirBase() {
    Btf base = everyKind();
    BtfBuilder types = BtfBuilder.over(base);
    BtfStruct task = base.find("task", BtfStruct.class).orElseThrow();
    int pointer = types.pointer(task.id());
    types.struct("holder", 80).member("task", task.id(), 0).member("next", pointer, 64);
    int holder = types.struct("task", 4).id(); // the base's comes first
    Btf split = types.build("split");
    assertEquals(base.typeCount(), pointer);
    assertEquals(base.typeCount() + 3, split.typeCount());
    assertSame(base, split.base().orElseThrow());
    assertSame(task, split.type(task.id()));
    assertSame(task, split.find("task", BtfStruct.class).orElseThrow());
    assertEquals(4, split.type(holder).size());
    assertEquals("task", split.type(holder).name());
    BtfStruct found = split.find("holder", BtfStruct.class).orElseThrow();
    assertSame(found, split.find("holder", BtfStruct.class).orElseThrow());
    assertSame(task, found.members().get(0).type());
    assertEquals("struct task *", found.members().get(1).type().toC("").replace("  ", " "));
    assertEquals(16, found.alignment());
    assertEquals("hits", split.find("hits", BtfVar.class).orElseThrow().name());
    assertEquals(1, split.findEnumerator("ON").orElseThrow().value());
    Btf parsed = Btf.parse("split", split.toBytes(), base);
    assertEquals(split.types().toString(), parsed.types().toString());
    assertEquals(
        "split: BTF strings do not start and end with a NUL",
        String.valueOf(
                assertThrows(
                        InvalidBpfObjectException.class, () -> Btf.parse("split", split.toBytes()))
                    .getMessage())
            .replaceAll(" \\(.*", ""));
    Btf lazy = Btf.unchecked("split", split.toBytes(), Btf.unchecked("base", base.toBytes(), null));
    assertEquals(split.types().toString(), lazy.types().toString());
    assertEquals(16, lazy.find("holder", BtfStruct.class).orElseThrow().alignment());
  }

  @Test
  void moreMayBeAddedAfterwards() {
    BtfBuilder types = new BtfBuilder();
    types.integer("int", 4, Encoding.SIGNED);
    Btf before = types.build("before");
    types.typedef("number", 1);
    assertEquals(2, before.typeCount());
    assertEquals(3, types.build("after").typeCount());
    assertEquals(1, new BtfBuilder().build("void").typeCount());
  }

  @Test
  void whatCannotBeIsRefusedWhenItIsBuilt() {
    BtfBuilder types = new BtfBuilder();
    types.struct("s", 4).member("x", types.pointer(0), 0);
    assertEquals(
        "made: BTF type 1, 4 bytes, has member 0 beyond its end, at bit 0 (byte 0x24 of .BTF)",
        assertThrows(InvalidBpfObjectException.class, () -> types.build("made")).getMessage());
    BtfBuilder lost = new BtfBuilder();
    lost.pointer(7);
    assertEquals(
        "made: BTF type 1 refers to type 7 of 2 (byte 0x20 of .BTF)",
        assertThrows(InvalidBpfObjectException.class, () -> lost.build("made")).getMessage());
  }

  static Stream<Arguments> wrong() {
    BtfBuilder types = new BtfBuilder();
    BtfStructBuilder struct = types.struct("far", 0xffff_ffffL).member("far", 0, 1 << 22);
    BtfStructBuilder flagged = types.struct("flagged", 8).bitfield("bit", 1, 0, 1);
    BtfEnumBuilder small = types.signedEnum("small", 1);
    BtfEnumBuilder plain = types.unsignedEnum("plain", 4);
    return Stream.of(
        call("an integer needs a name", () -> types.integer("", 4, Encoding.SIGNED)),
        call(
            "an integer of 3 bytes: it has a power of 2 of them, 16 at most",
            () -> types.integer("x", 3, Encoding.SIGNED)),
        call(
            "an integer of 32 bytes: it has a power of 2 of them, 16 at most",
            () -> types.integer("x", 32, Encoding.SIGNED)),
        call("a floating-point number of 1 byte: it has 2 to 16", () -> types.floating("x", 1)),
        call(
            "an enum of 16 bytes: it has a power of 2 of them, 8 at most",
            () -> types.unsignedEnum("x", 16)),
        call("an array's length is 0 to 4294967295, not -1", () -> types.array(1, -1)),
        call(
            "an array's length is 0 to 4294967295, not 4294967296", () -> types.array(1, 1L << 32)),
        call("a struct's size is 0 to 4294967295, not -4", () -> types.struct("x", -4)),
        call("a union's size is 0 to 4294967295, not -4", () -> types.union("x", -4)),
        call("a section's size is 0 to 4294967295, not -4", () -> types.section(".x", -4)),
        call("a typedef needs a name", () -> types.typedef("", 1)),
        call("a forward declaration needs a name", () -> types.forwardStruct("")),
        call("a forward declaration needs a name", () -> types.forwardUnion("")),
        call("a function needs a name", () -> types.function("", 1, BtfLinkage.GLOBAL)),
        call("a variable needs a name", () -> types.variable("", 1, BtfLinkage.GLOBAL)),
        call("a section needs a name", () -> types.section("", 0)),
        call("a type tag needs a name", () -> types.typeTag("", 1)),
        call("a declaration tag needs a name", () -> types.declTag("", 1)),
        call("a declaration tag on component -1", () -> types.declTag("x", 1, -1)),
        call("a constant needs a name", () -> plain.constant("", 1)),
        call(
            "constant 'BIG' = 128 does not fit into a signed enum of 1 bytes",
            () -> small.constant("BIG", 128)),
        call(
            "constant 'LOW' = -129 does not fit into a signed enum of 1 bytes",
            () -> small.constant("LOW", -129)),
        call(
            "constant 'NEGATIVE' = -1 does not fit into an unsigned enum of 4 bytes",
            () -> plain.constant("NEGATIVE", -1)),
        call(
            "the offset in bits of member 'x' is 0 to 4294967295, not -8",
            () -> struct.member("x", 1, -1)),
        call(
            "the offset in bits of member 'x' is 0 to 4294967295, not 4294967296",
            () -> struct.member("x", 1, 1 << 29)),
        call("bitfield 'x' has 1 to 128 bits, not 0", () -> flagged.bitfield("x", 1, 0, 0)),
        call("bitfield 'x' has 1 to 128 bits, not 129", () -> flagged.bitfield("x", 1, 0, 129)),
        call(
            "member 'x': a struct with bitfields has members up to bit 16777215 alone, not at"
                + " 33554432",
            () -> struct.bitfield("x", 1, 0, 1)),
        call(
            "member 'x': a struct with bitfields has members up to bit 16777215 alone, not at"
                + " 16777216",
            () -> flagged.member("x", 1, 1 << 21)),
        call(
            "a variable's offset in bytes is 0 to 4294967295, not -1",
            () -> types.section(".y", 4).add(1, -1, 0)),
        call(
            "a variable's size in bytes is 0 to 4294967295, not -1",
            () -> types.section(".y", 4).add(1, 0, -1)),
        call(
            "the name 'a\\u0000b' has a NUL at 1, where C would cut it",
            () -> types.typedef("a\0b", 1)));
  }

  private static Arguments call(String message, Executable made) {
    return Arguments.of(message, made);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongNumbersAndNamesAreRefusedAtOnce(String message, Executable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made).getMessage());
  }

  @Test
  void aTypeHasSoManyMembersAndNoMore() {
    BtfBuilder types = new BtfBuilder();
    BtfEnumBuilder many = types.unsignedEnum("many", 4);
    for (int i = 0; i < 0xffff; i++) {
      many.constant("c" + i, i);
    }
    assertEquals(
        "type 1 has 65535 members already, and can have no more",
        assertThrows(IllegalArgumentException.class, () -> many.constant("last", 1)).getMessage());
    assertEquals(
        0xffff, types.build("made").find("many", BtfEnum.class).orElseThrow().enumerators().size());
  }
}
