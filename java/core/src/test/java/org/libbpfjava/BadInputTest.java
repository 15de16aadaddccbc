package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.BpfObjects;

/** What cannot be opened, and what an open object refuses: each says what was wrong with what. */
class BadInputTest {
  @TempDir private Path folder;

  private static byte[] good() throws IOException {
    try (var in = BpfObjects.class.getResourceAsStream("/bpf/globals.bpf.o")) {
      return in.readAllBytes();
    }
  }

  private static <T extends Throwable> String refused(Class<T> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  @Test
  void aFileThatDoesNotExist() {
    Path missing = folder.resolve("missing.bpf.o");
    assertEquals(
        "open object '" + missing + "': ENOENT (-2)",
        refused(BpfException.class, () -> BpfObject.open(missing)));
  }

  @Test
  void aFolder() {
    assertEquals(
        "open object '" + folder + "': EISDIR (-21)",
        refused(BpfException.class, () -> BpfObject.open(folder)));
  }

  @Test
  void aDeviceThatNeverEnds() {
    assertEquals(
        "/dev/zero: is no regular file",
        refused(InvalidBpfObjectException.class, () -> BpfObject.open(Path.of("/dev/zero"))));
  }

  @Test
  void aResourceThatDoesNotExist() {
    assertEquals(
        "open object: no resource '/bpf/nowhere.o' beside org.libbpfjava.BadInputTest",
        refused(BpfException.class, () -> BpfObject.open(BadInputTest.class, "/bpf/nowhere.o")));
  }

  @Test
  void anEmptyFile() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.bpf.o"));
    String message = refused(InvalidBpfObjectException.class, () -> BpfObject.open(empty));
    assertTrue(message.startsWith("empty.bpf.o: ") && message.contains("empty"), message);
  }

  @Test
  void aTextFile() throws IOException {
    Path text = Files.writeString(folder.resolve("probe.bpf.c"), "int x;\n");
    String message = refused(InvalidBpfObjectException.class, () -> BpfObject.open(text));
    assertTrue(message.startsWith("probe.bpf.c: ") && message.contains("ELF"), message);
  }

  @Test
  void everyTruncationOfAGoodObject() throws IOException {
    byte[] good = good();
    for (int length = 0; length < good.length; length += 61) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(
          InvalidBpfObjectException.class,
          () -> BpfObject.open(BpfSource.of(cut)).close(),
          length + " bytes");
    }
  }

  @Test
  void aBigEndianObject() throws IOException {
    byte[] big = Clang.object("int x = 1;", "--target=bpfeb", "-O2", "-g");
    String message =
        refused(InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(big)));
    assertTrue(message.startsWith("object: ") && message.contains("big-endian"), message);
  }

  @Test
  void anObjectOfAnotherMachine() throws IOException {
    byte[] other = Clang.object("int x = 1;", "--target=x86_64-linux-gnu", "-O2");
    String message =
        refused(InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(other)));
    assertTrue(message.startsWith("object: ") && message.contains("BPF"), message);
  }

  @Test
  void bytesChangedAfterOpenDoNotMatter() throws IOException {
    byte[] bytes = good();
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(bytes))) {
      Arrays.fill(bytes, (byte) 0);
      assertEquals(1000, open.variable("threshold").getLong());
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(good().length + 3).position(3).put(good());
    buffer.position(3);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(buffer))) {
      assertEquals(3, buffer.position());
      assertEquals(1000, open.variable("threshold").getLong());
    }
  }

  @Test
  void namesThatDoNotExistAreMetWithNearOnes() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      String message = refused(NoSuchMemberException.class, () -> open.variable("treshold"));
      assertTrue(
          message.startsWith("globals.bpf.o: no variable 'treshold'; it has: threshold"), message);
      assertTrue(open.findVariable("treshold").isEmpty());
      String program = refused(BpfException.class, () -> open.program("cuont"));
      assertTrue(program.startsWith("globals.bpf.o: no program 'cuont'; it has: count"), program);
      String section = refused(BpfException.class, () -> open.section(".rodta"));
      assertTrue(
          section.startsWith("globals.bpf.o: no section '.rodta'; it has: .rodata"), section);
      assertEquals(
          "globals.bpf.o: no map 'flows'; it has: none",
          refused(BpfException.class, () -> open.map("flows")));
    }
  }

  @Test
  void aValueOfTheWrongTypeOrSizeChangesNothing() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      byte[] before = open.section(".rodata").bytes();
      GlobalVariable pid = open.variable("target_pid");
      GlobalVariable comm = open.variable("comm");
      GlobalVariable mode = open.variable("mode");
      assertTrue(
          refused(IllegalArgumentException.class, () -> pid.setLong(1L << 31))
              .startsWith("variable 'target_pid'"));
      assertTrue(
          refused(IllegalArgumentException.class, () -> pid.setString("4711"))
              .startsWith("variable 'target_pid'"));
      assertTrue(
          refused(IllegalArgumentException.class, () -> comm.setString("sixteen letters."))
              .startsWith("variable 'comm'"));
      assertTrue(
          refused(IllegalArgumentException.class, () -> comm.setBytes(new byte[17]))
              .startsWith("variable 'comm'"));
      assertTrue(
          refused(IllegalArgumentException.class, () -> mode.setString("MODE_WARP"))
              .startsWith("variable 'mode'"));
      org.junit.jupiter.api.Assertions.assertArrayEquals(before, open.section(".rodata").bytes());
    }
  }

  @Test
  void anOpenObjectThatWasClosed() {
    OpenBpfObject open = BpfObjects.open("globals.bpf.o");
    GlobalVariable pid = open.variable("target_pid");
    OpenDataSection rodata = open.section(".rodata");
    OpenBpfProgram count = open.program("count");
    open.close();
    open.close();
    assertFalse(open.isOpen());
    assertEquals("target_pid, 4 bytes", pid.name() + ", " + pid.size() + " bytes");
    assertEquals(".rodata", rodata.name());
    assertEquals("count", count.name());
    for (Executable call :
        new Executable[] {
          () -> open.variable("target_pid"),
          () -> open.findVariable("target_pid"),
          open::variables,
          open::sections,
          open::programs,
          open::maps,
          open::btf,
          open::load,
          pid::getInt,
          () -> pid.setInt(1),
          rodata::bytes,
          rodata::reset,
          count::isAutoload,
          () -> count.setAutoload(false),
        }) {
      assertEquals("object 'globals.bpf.o' is closed", refused(IllegalStateException.class, call));
    }
  }
}
