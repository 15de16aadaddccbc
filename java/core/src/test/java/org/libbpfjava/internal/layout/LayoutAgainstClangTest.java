package org.libbpfjava.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.Length;
import org.libbpfjava.junit.Clang;

/** A record is laid out as clang lays out the struct with the same members. */
class LayoutAgainstClangTest {
  enum Mood {
    BAD,
    GOOD
  }

  record Small(byte a, short b) {}

  record Wide(byte a, double b) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Every(
      byte a,
      long b,
      boolean c,
      @Length(3) String d,
      short e,
      Mood f,
      byte g,
      Small h,
      @Length(3) List<Small> i,
      float j,
      @Length(2) Wide[] k,
      byte l,
      @Length(5) byte[] m,
      @Length(2) Mood[] n,
      Wide o,
      byte p) {}

  private static final String C =
      """
      struct Small { signed char a; short b; };
      struct Wide { signed char a; double b; };
      enum Mood { BAD, GOOD };
      struct Every {
        signed char a; long long b; _Bool c; char d[3]; short e; enum Mood f; signed char g;
        struct Small h; struct Small i[3]; float j; struct Wide k[2]; signed char l;
        unsigned char m[5]; enum Mood n[2]; struct Wide o; signed char p;
      } every __attribute__((section(".data"))) = { 1 };
      """;

  private static String layout(BtfStruct struct) {
    return struct.size()
        + struct.members().stream()
            .map(LayoutAgainstClangTest::member)
            .collect(Collectors.joining());
  }

  private static String member(BtfMember member) {
    return " " + member.name() + "@" + member.offset() + ":" + member.type().size();
  }

  @Test
  void membersLieWhereClangPutsThem(@TempDir Path folder) throws Exception {
    MapTypes types = MapTypes.of("m", Integer.class, 4, false, Every.class, 0);
    BtfStruct ours = (BtfStruct) types.btf().type(types.value());
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Clang.object(C)))) {
      BtfStruct clangs = open.btf().orElseThrow().find("Every", BtfStruct.class).orElseThrow();
      assertEquals(layout(clangs), layout(ours));
    }
    assertEquals(1, types.btf().types().stream().filter(t -> t.name().equals("Small")).count());
  }
}
