package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.RawBtf;

/** Types are spelt as the programmer declared them. */
class CDeclarationTest {
  private final Btf btf = Btf.parse("types", RawBtf.of(BpfObjects.compiled("types")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limits       | const volatile __u32 limits[4]
          cfg          | const volatile struct config cfg
          rows         | struct row rows[2][8]
          letter       | char letter
          flag         | _Bool flag
          very_big     | __int128 very_big
          ratio        | float ratio
          anything     | void *anything
          incomplete   | struct incomplete *incomplete
          pinned       | int *const volatile pinned
          words        | const char *const words[2]
          operation    | int (*operation)(int, void *)
          operations   | int (*operations[3])(void)
          chooser      | void (*(*chooser)(int))(struct limit *)
          matrix       | int (*matrix)[3][4]
          unnamed      | struct { int x; struct { int y; } inner; } unnamed
          mode         | enum mode mode
          tagged       | int __attribute__((btf_type_tag("user"))) *tagged
          """)
  void variablesAreSpeltAsDeclared(String name, String declaration) {
    assertEquals(declaration, btf.find(name, BtfVar.class).orElseThrow().toString());
  }

  @Test
  void membersOfAFunctionTypeKeepTheirParameters() {
    BtfStruct config = btf.find("config", BtfStruct.class).orElseThrow();
    BtfMember callback = config.members().get(5);
    assertEquals(
        "int (*callback)(struct config *, const char *, ...)",
        callback.type().toC(callback.name()));
  }

  @Test
  void aTagMayBeAnAttributeByItself() {
    Btf made =
        Btf.parse(
            "made",
            new BtfWords()
                .intType()
                .type("address_space(1)", 18 | 0x80, 0, 1)
                .type("", 2, 0, 2)
                .type("user", 18, 0, 1)
                .type("bpf_fastcall", 17 | 0x80, 0, 1, -1)
                .build());
    assertEquals("int __attribute__((address_space(1))) *x", made.type(3).toC("x"));
    assertTrue(((BtfModifier) made.type(2)).isAttribute());
    assertFalse(((BtfModifier) made.type(4)).isAttribute());
    assertTrue(made.find("bpf_fastcall", BtfDeclTag.class).orElseThrow().isAttribute());
    assertFalse(btf.find("mark", BtfDeclTag.class).orElseThrow().isAttribute());
  }

  @Test
  void whatIsSpeltDeclaresTheSameVariableAgain() throws Exception {
    StringBuilder again = new StringBuilder(Files.readString(Path.of("src/test/bpf/types.bpf.c")));
    int declared = 0;
    for (BtfType type : btf.types()) {
      if (type instanceof BtfVar variable
          && variable.linkage() == BtfLinkage.GLOBAL
          && !variable.name().equals("unnamed")) { // in C no two anonymous structs are the same
        again.append("extern ").append(variable).append(";\n"); // clang refuses another type
        declared++;
      }
    }
    assertEquals(37, declared);
    assertTrue(Clang.object(again.toString()).length > 0);
  }
}
