package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Mutations;
import org.libbpfjava.testing.RawBtf;

/** Types in files: bare, in objects, and in ELF files for other machines. */
@Timeout(60)
class BtfFileTest {
  @TempDir private Path folder;

  private Path file(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("file.o"), bytes);
  }

  private String refused(byte[] bytes) throws Exception {
    Path path = file(bytes);
    return String.valueOf(
        assertThrows(InvalidBpfObjectException.class, () -> Btf.ofFile(path)).getMessage());
  }

  @Test
  void bareBtfAndObjectsHaveTheSameTypes() throws Exception {
    byte[] object = BpfObjects.compiled("types");
    Btf parsed = Btf.parse("types", RawBtf.of(object));
    assertEquals(parsed.types().toString(), Btf.ofFile(file(RawBtf.of(object))).types().toString());
    assertEquals(parsed.types().toString(), Btf.ofFile(file(object)).types().toString());
  }

  @Test
  void filesOfOtherMachinesAndByteOrdersAreRead() throws Exception {
    Btf types = BtfBuilderTest.everyKind();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      Btf read = Btf.ofFile(file(elf(order, types.toBytes(), null)));
      assertEquals(types.types().toString(), read.types().toString());
    }
  }

  @Test
  void aDistilledBaseComesFromTheSameFile() throws Exception {
    Btf base = BtfBuilderTest.everyKind();
    BtfBuilder split = BtfBuilder.over(base);
    split.struct("module", 8).member("task", split.pointer(5), 0);
    byte[] raw = split.build("module").toBytes();
    Btf read = Btf.ofFile(file(elf(ByteOrder.LITTLE_ENDIAN, raw, base.toBytes())));
    assertEquals(base.typeCount(), read.base().orElseThrow().typeCount());
    assertEquals(8, read.find("module", BtfStruct.class).orElseThrow().size());
    Btf over = Btf.ofFile(file(elf(ByteOrder.LITTLE_ENDIAN, raw, null)), base);
    assertSame(base, over.base().orElseThrow());
    assertEquals(read.types().toString(), over.types().toString());
  }

  /** An ELF file of an x86-64 module, with three sections or four. */
  private static byte[] elf(ByteOrder order, byte[] types, byte @Nullable [] base) {
    byte[] names = "\0.strtab\0.BTF\0.BTF.base\0".getBytes(StandardCharsets.US_ASCII);
    int count = base == null ? 3 : 4;
    int start = 64 + 64 * count;
    int baseSize = base == null ? 0 : base.length;
    ByteBuffer file =
        ByteBuffer.allocate(start + names.length + types.length + baseSize).order(order);
    file.put(
        new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), 1});
    file.putShort(16, (short) 1).putShort(18, (short) 62).putInt(20, 1).putLong(40, 64);
    file.putShort(58, (short) 64).putShort(60, (short) count).putShort(62, (short) 1);
    int at = section(file, 1, 1, 3, start, names);
    at = section(file, 2, 9, 1, at, types);
    if (base != null) {
      section(file, 3, 14, 1, at, base);
    }
    return file.array();
  }

  private static int section(ByteBuffer file, int index, int name, int type, int at, byte[] bytes) {
    int header = 64 + 64 * index;
    file.putInt(header, name).putInt(header + 4, type);
    file.putLong(header + 24, at).putLong(header + 32, bytes.length).put(at, bytes);
    return at + bytes.length;
  }

  @Test
  void filesThatAreNeitherAreRefused() throws Exception {
    assertEquals(
        "file.o: BTF of 3 bytes has no room for its header (byte 0x0 of .BTF)",
        refused(new byte[] {1, 2, 3}));
    assertEquals(
        "file.o: BTF of 0 bytes has no room for its header (byte 0x0 of .BTF)",
        refused(new byte[0]));
    assertEquals("file.o: no BTF: magic is 0x0 (byte 0x0 of .BTF)", refused(new byte[100]));
    byte[] good = elf(ByteOrder.LITTLE_ENDIAN, BtfBuilderTest.everyKind().toBytes(), null);
    byte[] small = good.clone();
    small[4] = 1;
    assertEquals(
        "file.o: a 32-bit ELF file: only 64-bit ones are read (byte 0x4 of the file)",
        refused(small));
    assertEquals(
        "file.o: truncated: section header 0 is not in the file (byte 0x28 of the file)",
        refused(Arrays.copyOf(good, 100)));
    assertEquals(
        "file.o: truncated: a section is not in the file (byte 0x28 of the file)",
        refused(Arrays.copyOf(good, good.length - 1)));
    byte[] renamed = good.clone();
    renamed[64 * 4 + 10] = 'X'; // .XTF
    assertEquals(
        "file.o: an ELF file without BTF (section .BTF): compile with clang -g -target bpf, or let"
            + " pahole -J add it",
        refused(renamed));
  }

  @Test
  void filesThatCannotBeReadAreNamed() {
    Path none = folder.resolve("none");
    assertEquals(
        "read BTF of '" + none + "': ENOENT (-2)",
        assertThrows(BpfException.class, () -> Btf.ofFile(none)).getMessage());
    assertEquals(
        "read BTF of '" + folder + "': EISDIR (-21)",
        assertThrows(BpfException.class, () -> Btf.ofFile(folder)).getMessage());
    assertEquals(
        "read BTF of '" + none + "': ENOENT (-2)",
        assertThrows(BpfException.class, () -> Btf.ofFile(none, BtfBuilderTest.everyKind()))
            .getMessage());
  }

  @Test
  void damagedFilesAreReadOrRefusedAndNothingElse() throws Exception {
    byte[] good = elf(ByteOrder.LITTLE_ENDIAN, BtfBuilderTest.everyKind().toBytes(), null);
    int refused = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      Path path = file(Mutations.of(Arrays.copyOf(good, 256 + 64), seed));
      try {
        Btf.ofFile(path);
      } catch (InvalidBpfObjectException e) {
        refused++;
      }
      byte[] whole = good.clone();
      byte[] start = Mutations.of(Arrays.copyOf(good, 256), seed);
      System.arraycopy(start, 0, whole, 0, start.length);
      try {
        Btf.ofFile(file(whole));
      } catch (InvalidBpfObjectException e) {
        refused++;
      }
    }
    assertEquals(true, refused > 1_000, refused + " refused");
  }
}
