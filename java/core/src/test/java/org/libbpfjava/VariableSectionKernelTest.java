package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** Sections in both phases: their variables, and bytes that no variable names. */
@KernelTest
class VariableSectionKernelTest {

  /** Code that does not ask in which phase it is. */
  private static void configure(GlobalVariables variables, int value) {
    VariableSection data = variables.section(".data");
    GlobalVariable wide = data.variable("wide");
    wide.setInt(value);
    byte[] bytes = data.getBytes(wide.offset(), wide.size());
    assertArrayEquals(wide.getBytes(), bytes);
    bytes[1] = 7;
    data.setBytes(wide.offset(), bytes);
    assertEquals(value + 7 * 256, wide.getInt());
    assertArrayEquals(
        bytes, Arrays.copyOfRange(data.bytes(), wide.offset(), wide.offset() + bytes.length));
    assertTrue(data.findVariable("no_such").isEmpty());
    assertEquals(wide, data.findVariable("wide").orElseThrow());
    NoSuchMemberException missing =
        assertThrows(NoSuchMemberException.class, () -> data.variable("wid"));
    assertEquals(NoSuchMemberException.Kind.VARIABLE, missing.kind());
    assertEquals("wid", missing.name());
    assertEquals("wide", missing.nearNames().get(0));
    assertEquals(
        "section '.data' of " + data.size() + " bytes has no 8 bytes at offset " + data.size(),
        assertThrows(IndexOutOfBoundsException.class, () -> data.setBytes(data.size(), new byte[8]))
            .getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> data.getBytes(-1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> data.getBytes(1, Integer.MAX_VALUE));
  }

  @Test
  void bothPhasesTakeTheSameCode() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      configure(open, 40);
      open.section(".rodata").setBytes(open.variable("target_pid").offset(), new byte[] {1});
      try (BpfObject object = open.load()) {
        assertEquals(40 + 7 * 256, object.variable("wide").getInt());
        assertEquals(1, object.variable("target_pid").getInt());
        configure(object, 60);
        DataSection rodata = object.section(".rodata");
        assertEquals(
            "section '.rodata' is read-only: it lies in .rodata",
            assertThrows(ReadOnlyVariableException.class, () -> rodata.setBytes(0, new byte[1]))
                .getMessage());
      }
    }
  }
}
