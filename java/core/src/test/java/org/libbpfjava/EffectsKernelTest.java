package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.LoggedWarnings;
import org.libbpfjava.verifier.BpfLoadException;

/** What is set before load reaches the programs, or somebody says so. */
@KernelTest
class EffectsKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final String POINTERS =
      "object 'effects.bpf.o' has pointers in initialisers, which libbpf does not fill in: 'names'"
          + " in .rodata (3, the first to .rodata.str1.1), 'linked' in .data (to got). Programs read"
          + " the offset within the target instead, and the verifier refuses to follow it. Use"
          + " arrays of char, or set the pointers in the program";

  @Test
  void whatTheCodeRefersToIsKnown() {
    try (OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      for (String name : List.of("kept", "got", "first", "second", "range", "range.low")) {
        assertTrue(open.variable(name).isReferenced(), name);
      }
      for (String name : List.of("folded", "unused", "lonely")) {
        assertFalse(open.variable(name).isReferenced(), name);
      }
      try (BpfObject object = open.load()) {
        assertTrue(object.variable("kept").isReferenced());
        assertFalse(object.variable("lonely").isReferenced());
      }
    }
    try (BpfObject externs = BpfObjects.load("externs.bpf.o")) {
      assertTrue(externs.variable("CONFIG_BPF_JIT").isReferenced());
    }
  }

  @Test
  void aSetWithoutEffectIsToldByOneWarning() {
    try (LoggedWarnings warnings = new LoggedWarnings();
        OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      open.variable("folded").setInt(70);
      open.variable("kept").setInt(8);
      open.variable("first").setInt(100);
      open.variable("unused").setInt(12);
      open.variable("lonely").setInt(13); // what it was
      try (BpfObject object = open.load()) {
        object.program("run").testRun(PACKET);
        assertEquals(7 + 8 + 100 + 2 + 9, object.variable("got").getInt());
      }
      assertEquals(
          List.of(
              POINTERS,
              "object 'effects.bpf.o': set without effect: const and not volatile, so that clang"
                  + " has put the value into the code: 'folded' in .rodata (declare it const"
                  + " volatile); no code refers to 'unused' in .rodata (clang has put the value into"
                  + " the code, unless it is volatile, or nothing uses it)"),
          warnings.messages());
    }
  }

  @Test
  void aSetWithoutEffectIsRefusedWhereThatIsAsked() {
    LoadOptions strict = LoadOptions.defaults().withStrictSets(true);
    try (OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      open.variable("lonely").setInt(1);
      assertEquals(
          "load object 'effects.bpf.o': set without effect: no code refers to 'lonely' in"
              + " .data.extra (clang has put the value into the code, unless it is volatile, or"
              + " nothing uses it)",
          assertThrows(BpfException.class, () -> open.load(strict)).getMessage());
    }
    try (OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      open.variable("kept").setInt(1);
      open.load(strict).close();
    }
  }

  @Test
  void pointersInInitialisersAreNamedAtOpenAndWhereTheyAreShown() {
    try (LoggedWarnings warnings = new LoggedWarnings();
        OpenBpfObject open = BpfObjects.open("effects.bpf.o")) {
      assertEquals(List.of(POINTERS), warnings.messages());
      assertEquals(
          "const char *const names[3] = {NULL, 0x5, 0x9} /* libbpf fills in no pointers of"
              + " initialisers */",
          open.variable("names").toString());
      assertTrue(open.variable("linked.place").toString().endsWith("of initialisers */"));
      assertFalse(open.variable("linked.number").toString().contains("/*"));
      open.program("follows").setAutoload(true);
      BpfLoadException refused = assertThrows(BpfLoadException.class, open::load);
      assertTrue(refused.hint().contains("Pointers in the initialiser"), refused.getMessage());
    }
  }
}
