package org.libbpfjava.internal.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** What a maker of objects writes into names reaches no terminal as it is. */
@KernelTest
class HostileTextKernelTest {
  private static final String CLEAR = "\033[2J";
  private static final String TITLE = "\033]0;ow\007";
  private static final String TURN = "\033[31mE\u202eqw"; // as bytes as long as MODE_STRICT

  /** The object with names replaced by others of the same length in bytes. */
  private static byte[] tour(String... oldAndNew) {
    String elf = new String(BpfObjects.bytes("tour.bpf.o"), ISO_8859_1);
    for (int i = 0; i < oldAndNew.length; i += 2) {
      String name = new String(oldAndNew[i + 1].getBytes(UTF_8), ISO_8859_1);
      assertEquals(oldAndNew[i].length(), name.length(), oldAndNew[i]);
      assertTrue(elf.contains(oldAndNew[i] + "\0"), oldAndNew[i]);
      elf = elf.replace(oldAndNew[i] + "\0", name + "\0"); // at the end of .relsocket, too
    }
    return elf.getBytes(ISO_8859_1);
  }

  private static void assertHarmless(String text) {
    text.chars()
        .filter(c -> c != '\n' && c != '\t' && !Printable.isHarmless(c))
        .findAny()
        .ifPresent(c -> assertEquals("harmless", String.format("U+%04x in %s", c, text)));
  }

  private static String refused(Executable call) {
    String message = String.valueOf(assertThrows(RuntimeException.class, call).getMessage());
    assertHarmless(message);
    return message;
  }

  @Test
  void namesAreShownWithoutTheirControlCharacters() {
    byte[] elf =
        tour(
            "mode",
            CLEAR,
            "packets",
            TITLE.substring(0, 7),
            "MODE_STRICT",
            TURN,
            "label",
            "\033[1mL");
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertTrue(open.dump().contains(" \\u001b[2J = MODE_COUNT"), open.dump());
      BtfType type = open.variable("\\u001b[2J").type().orElseThrow().resolved();
      assertEquals("\\u001b[31mE\\u202eqw", ((BtfEnum) type).enumerators().get(2).name());
      assertHarmless(open.dump());
      assertHarmless(open.values().toString());
      assertHarmless(open.variables().toString());
      assertHarmless(open.programs().get(0).disassembly().toString());
      assertTrue(refused(() -> open.variable("none")).contains("\\u001b[2J"));
      refused(() -> open.variable("limits[0].none"));
      refused(() -> open.program("none"));
      refused(() -> open.variable("\\u001b[2J").setString("none"));
      assertEquals("MODE_COUNT", open.variable("\\u001b[2J").get());
    }
  }

  @Test
  void namesOfSectionsAndProgramsAreTreatedToo() {
    try (OpenBpfObject open =
        BpfObject.open(
            BpfSource.of(tour(".bss.sizes", ".bss." + CLEAR + "s", "sizes", CLEAR + "s")))) {
      assertHarmless(open.dump() + open.sections());
      refused(() -> open.section("none"));
    }
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(tour("socket", CLEAR + "xy")))) {
      assertHarmless(open.programs().toString());
      refused(open::load);
    } catch (BpfException e) {
      assertHarmless(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void valuesOfTheProgramsMemoryAreQuoted() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      GlobalVariable label = open.variable("limits[0].label");
      label.setString("\033\u202e\u0085");
      assertEquals("\033\u202e\u0085", label.getString());
      assertTrue(label.toString().endsWith("= \"\\033\\u202e\\u0085\""), label.toString());
      assertHarmless(open.dump());
      assertHarmless(open.values().toString());
    }
  }

  @Test
  void whatTheCallerPassesOnIsQuotedInMessages() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      for (String path : List.of(CLEAR, "mode" + CLEAR, "limits[" + CLEAR, "[" + CLEAR)) {
        assertTrue(refused(() -> open.variable(path)).contains("\\u001b"), path);
      }
      assertTrue(refused(() -> open.variable("mode").set(CLEAR)).contains("\\u001b"));
      assertTrue(refused(() -> open.section(CLEAR)).contains("\\u001b"));
    }
  }

  @Test
  void aPathOfManyPartsIsRefusedAtOnce() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      for (String part : List.of(".a", "[0]", "[", ".")) {
        String path = "limits" + part.repeat(80_000);
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> {
              String message = refused(() -> open.findVariable(path));
              assertTrue(
                  message.endsWith(path.length() + " characters is longer than 4096"), message);
              refused(() -> open.variable("limits").field(path));
            });
      }
    }
  }
}
