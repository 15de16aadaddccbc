package org.libbpfjava.internal.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A section before load reads the object file until it is written, and knows what changed. */
class CopySectionMemoryTest {
  private static final byte[] INITIAL = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final List<Integer> imageReads = new ArrayList<>();
  private boolean loaded;

  private final CopySectionMemory memory =
      new CopySectionMemory(
          ".data",
          INITIAL.length,
          (offset, target, start, length) -> {
            imageReads.add(length);
            System.arraycopy(INITIAL, offset, target, start, length);
          },
          new Object(),
          () -> {
            if (loaded) {
              throw new IllegalStateException("object 'probe' is loaded");
            }
          });

  /** {@return what would be handed to libbpf} */
  private byte[] changed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    memory.changedPages((offset, page) -> bytes.writeBytes(page));
    return bytes.toByteArray();
  }

  @Test
  void readsComeFromTheImageUntilTheFirstWrite() {
    assertEquals(2, memory.getByte(1));
    assertEquals(0x0403, memory.getShort(2));
    assertEquals(0x05040302, memory.getInt(1));
    assertEquals(0x0a09080706050403L, memory.getLong(2));
    assertEquals(0, changed().length);
    assertFalse(memory.isChanged(0, 10));
    assertEquals(List.of(1, 2, 4, 8), imageReads);
    memory.putShort(2, (short) -1);
    assertEquals(10, imageReads.get(4));
    assertEquals(0x05ffff02, memory.getInt(1));
    assertEquals(5, imageReads.size());
    assertArrayEquals(new byte[] {1, 2, -1, -1, 5, 6, 7, 8, 9, 10}, changed());
  }

  @Test
  void itKnowsWhatChangedAndCanPutItBack() {
    memory.putInt(4, 0);
    memory.putByte(9, (byte) 10); // the value that was there
    assertTrue(memory.isChanged(0, 10));
    assertTrue(memory.isChanged(7, 1));
    assertFalse(memory.isChanged(0, 4));
    assertFalse(memory.isChanged(8, 2));
    memory.reset(4, 2);
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 0, 0, 9, 10}, changed());
    memory.reset(0, 10);
    assertFalse(memory.isChanged(0, 10));
  }

  @Test
  void bitsAreReplacedUnderTheirMask() {
    memory.updateInt(0, 0x0000ff00, 0x12345678);
    memory.updateByte(9, 0x0f, 0xff);
    memory.updateBytes(4, new byte[] {-1, -1, 0, 1}, new byte[] {50, 60, 70, 71});
    assertArrayEquals(new byte[] {1, 0x56, 3, 4, 50, 60, 7, 9, 9, 15}, changed());
  }

  @Test
  void nothingLiesOutsideTheSection() {
    assertEquals(
        "section '.data' (10 bytes) has no 4 bytes at 7",
        assertThrows(IndexOutOfBoundsException.class, () -> memory.getInt(7)).getMessage());
    for (int offset : new int[] {-1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThrows(IndexOutOfBoundsException.class, () -> memory.putByte(offset, (byte) 0));
      assertThrows(
          IndexOutOfBoundsException.class, () -> memory.putBytes(offset, new byte[4], 0, 4));
    }
    assertEquals(0, changed().length);
  }

  @Test
  void afterLoadItIsGone() {
    memory.putByte(0, (byte) 9);
    loaded = true;
    assertEquals(
        "object 'probe' is loaded",
        assertThrows(IllegalStateException.class, () -> memory.getByte(0)).getMessage());
    assertThrows(IllegalStateException.class, () -> memory.updateInt(0, 1, 1));
    assertThrows(IllegalStateException.class, () -> memory.reset(0, 1));
    assertEquals(9, changed()[0]); // for whoever loads
  }

  @Test
  void aLargeSectionCostsThePagesThatAreWritten() {
    int page = Pages.SIZE;
    List<Integer> read = new ArrayList<>();
    CopySectionMemory large =
        new CopySectionMemory(
            ".bss",
            Integer.MAX_VALUE,
            (offset, target, start, length) -> {
              read.add(length);
              Arrays.fill(target, start, start + length, (byte) 0);
            },
            new Object(),
            () -> {});
    large.putLong(page - 4, 0x1122334455667788L); // on both sides of a border
    assertEquals(0x1122334455667788L, large.getLong(page - 4));
    large.putByte(Integer.MAX_VALUE - 1, (byte) 5);
    large.updateBytes(3 * page - 1, new byte[] {-1, -1}, new byte[] {7, 8});
    assertEquals(0x0807, large.getShort(3 * page - 1));
    assertTrue(large.isChanged(0, page));
    assertFalse(large.isChanged(5 * page, 9 * page));
    List<String> pages = new ArrayList<>();
    large.changedPages((offset, bytes) -> pages.add(offset / page + ":" + bytes.length));
    assertEquals(List.of("0:65536", "1:65536", "2:65536", "3:65536", "32767:65535"), pages);
    large.reset(0, Integer.MAX_VALUE);
    assertFalse(large.isChanged(0, Integer.MAX_VALUE));
    assertTrue(read.stream().allMatch(length -> length <= page));
  }

  @Test
  void anotherSizeKeepsWhatWasWrittenWithinIt() {
    memory.putByte(9, (byte) 90);
    memory.resize(100_000);
    memory.putByte(99_999, (byte) 99);
    assertEquals(90, memory.getByte(9));
    assertEquals(0, memory.getInt(10));
    assertEquals(0, memory.getByte(70_000));
    memory.resize(12);
    memory.resize(100_000);
    assertEquals(90, memory.getByte(9));
    assertEquals(0, memory.getByte(99_999));
    memory.reset(0, 100_000);
    assertFalse(memory.isChanged(0, 100_000));
    assertEquals(10, memory.getByte(9));
  }
}
