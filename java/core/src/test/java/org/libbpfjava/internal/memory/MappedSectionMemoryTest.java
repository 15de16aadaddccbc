package org.libbpfjava.internal.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.BpfException;

/** A section in mapped memory: whole words, shared with others, never written when frozen. */
class MappedSectionMemoryTest {
  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size + 8).alignedSlice(8).limit(size);
  }

  private static MappedSectionMemory memory(boolean readOnly) {
    return new MappedSectionMemory(".bss", buffer(16), readOnly, () -> {});
  }

  @Test
  void everyWidthComesBackAlignedAndNot() {
    MappedSectionMemory memory = memory(false);
    for (int offset = 0; offset <= 8; offset++) {
      memory.putByte(offset, (byte) -2);
      assertEquals(-2, memory.getByte(offset));
      memory.putShort(offset, (short) -300);
      assertEquals(-300, memory.getShort(offset));
      memory.putInt(offset, 0x12345678);
      assertEquals(0x12345678, memory.getInt(offset));
      memory.putLong(offset, 0x123456789abcdef0L);
      assertEquals(0x123456789abcdef0L, memory.getLong(offset));
      assertEquals((byte) 0xf0, memory.getByte(offset));
    }
    byte[] bytes = new byte[3];
    memory.putBytes(5, new byte[] {9, 1, 2, 3}, 1, 3);
    memory.getBytes(5, bytes, 0, 3);
    assertArrayEquals(new byte[] {1, 2, 3}, bytes);
  }

  @Test
  void bitsOfOneWordThatThreadsChangeAtOnceAreNotLost() throws Exception {
    MappedSectionMemory memory = memory(false);
    int threads = 4;
    int rounds = 20_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<?>[] tasks =
          IntStream.range(0, threads)
              .<Callable<?>>mapToObj(
                  thread ->
                      () -> {
                        int shift = thread * 8;
                        int mask = 0xff << shift;
                        for (int i = 0; i < rounds; i++) {
                          int mine = (memory.getInt(4) & mask) >>> shift;
                          memory.updateInt(4, mask, (mine + 1) << shift);
                        }
                        return null;
                      })
              .toArray(Callable<?>[]::new);
      Future<?>[] running = new Future<?>[threads];
      for (int i = 0; i < threads; i++) {
        running[i] = pool.submit(tasks[i]);
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    int each = rounds & 0xff;
    assertEquals(each | each << 8 | each << 16 | each << 24, memory.getInt(4));
  }

  @Test
  void aFrozenSectionIsNeverWritten() {
    MappedSectionMemory memory = memory(true);
    for (org.junit.jupiter.api.function.Executable write :
        java.util.List.<org.junit.jupiter.api.function.Executable>of(
            () -> memory.putByte(0, (byte) 1),
            () -> memory.putShort(0, (short) 1),
            () -> memory.putInt(0, 1),
            () -> memory.putLong(0, 1),
            () -> memory.putBytes(0, new byte[1], 0, 1),
            () -> memory.updateInt(0, 1, 1),
            () -> memory.updateByte(0, 1, 1),
            () -> memory.updateBytes(0, new byte[] {1}, new byte[] {1}))) {
      assertEquals(
          "section '.bss' is read-only: the kernel has frozen it",
          assertThrows(BpfException.class, write).getMessage());
    }
    assertEquals(0, memory.getLong(0));
    assertThrows(java.nio.ReadOnlyBufferException.class, () -> memory.buffer().put(0, (byte) 1));
  }

  @Test
  void nothingLiesOutsideTheSection() {
    MappedSectionMemory memory = memory(false);
    assertEquals(
        "section '.bss' (16 bytes) has no 8 bytes at 9",
        assertThrows(IndexOutOfBoundsException.class, () -> memory.getLong(9)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> memory.putInt(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.updateInt(16, 1, 1));
  }

  @Test
  void memoryThatCannotBeAccessedAtomicallyIsRefused() {
    String message = "section '.bss' needs a direct buffer that starts at a multiple of 8 bytes";
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new MappedSectionMemory(".bss", ByteBuffer.allocate(8), false, () -> {}))
            .getMessage());
    ByteBuffer odd = buffer(16).slice(1, 8);
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new MappedSectionMemory(".bss", odd, false, () -> {}))
            .getMessage());
  }
}
