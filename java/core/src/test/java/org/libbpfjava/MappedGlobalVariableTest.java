package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;

/** After load: memory outside the heap, with handles. */
class MappedGlobalVariableTest extends GlobalVariableContract {

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    return Memories.mapped(section, initial, liveness);
  }

  @Override
  AccessMode mode() {
    return AccessMode.MAPPED;
  }

  private VariableBed newBed() {
    return new VariableBed("scalars", this::memory);
  }

  @Test
  void aFrozenVariableIsReadOnly() {
    GlobalVariable pid = newBed().bed("target_pid", 4, ".rodata").variable();
    assertTrue(pid.isReadOnly());
    assertEquals(0, pid.getInt());
    IntHandle handle = pid.intHandle();
    assertEquals(0, handle.getAcquire());
    for (org.junit.jupiter.api.function.Executable write :
        java.util.List.<org.junit.jupiter.api.function.Executable>of(
            () -> pid.setInt(1),
            () -> pid.setBytes(new byte[4]),
            () -> pid.setString("x"),
            () -> handle.set(1),
            () -> handle.getAndAdd(1),
            () -> handle.compareAndSet(0, 1))) {
      assertEquals(
          "variable 'target_pid' is read-only: it lies in .rodata",
          assertThrows(ReadOnlyVariableException.class, write).getMessage());
    }
  }

  @Test
  void aLongHandleIsOneInstanceOnTheSameBytes() {
    GlobalVariable u64 = newBed().bed("u64").variable();
    LongHandle handle = u64.longHandle();
    assertSame(handle, u64.longHandle());
    handle.set(40);
    assertEquals(40, handle.getAndAdd(2));
    assertEquals(42, u64.getLong());
    assertEquals(42, handle.getAndBitwiseOr(1));
    assertEquals(43, handle.getAndBitwiseXor(2));
    assertEquals(41, handle.getAndBitwiseAnd(8));
    assertEquals(8, handle.getAndSet(-1));
    assertTrue(handle.compareAndSet(-1, 5));
    handle.setRelease(handle.getAcquire() + 1);
    handle.setVolatile(handle.getVolatile() + 1);
    handle.setPlain(handle.getPlain() + 1);
    assertEquals(8, handle.get());
    assertEquals("u64 = 8", handle.toString());
  }

  @Test
  void anIntHandleIsOneInstanceOnTheSameBytes() {
    GlobalVariable s32 = newBed().bed("s32").variable();
    IntHandle handle = s32.intHandle();
    assertSame(handle, s32.intHandle());
    handle.set(40);
    assertEquals(40, handle.getAndAdd(2));
    assertEquals(42, s32.getInt());
    assertEquals(42, handle.getAndBitwiseOr(1));
    assertEquals(43, handle.getAndBitwiseXor(2));
    assertEquals(41, handle.getAndBitwiseAnd(8));
    assertEquals(8, handle.getAndSet(-1));
    assertTrue(handle.compareAndSet(-1, 5));
    handle.setRelease(handle.getAcquire() + 1);
    handle.setVolatile(handle.getVolatile() + 1);
    handle.setPlain(handle.getPlain() + 1);
    assertEquals(8, handle.get());
    assertEquals("s32 = 8", handle.toString());
  }

  @Test
  void aHandleOutlivesClose() {
    VariableBed bed = newBed();
    LongHandle handle = bed.bed("u64").variable().longHandle();
    bed.close();
    handle.set(9);
    assertEquals(9, handle.get());
  }

  @Test
  void whatIsNoAlignedIntegerHasNoHandle() {
    VariableBed bed = newBed();
    assertEquals(
        "variable 's16' (short, 2 bytes) has no int handle: it is no integer of 4 bytes",
        assertThrows(IllegalArgumentException.class, bed.bed("s16").variable()::intHandle)
            .getMessage());
    assertEquals(
        "variable 'precise' (double, 8 bytes) has no long handle: it is no integer of 8 bytes",
        assertThrows(IllegalArgumentException.class, bed.bed("precise").variable()::longHandle)
            .getMessage());
    assertEquals(
        "variable 'packed.value' (__u64, 8 bytes) has no long handle: at byte 17 it is not aligned",
        assertThrows(
                IllegalArgumentException.class,
                bed.bed("packed").variable().field("value")::longHandle)
            .getMessage());
  }

  @Test
  void readingAndWritingANumberAllocatesNothing() {
    GlobalVariable u64 = newBed().bed("u64").variable();
    GlobalVariable limit = newBed().bed("cfg").variable();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int round = 0; round < 3; round++) { // the first rounds link and compile
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (long i = 1L << 40; i < (1L << 40) + 10_000; i++) {
        u64.setLong(i);
        limit.field("limits[1]").setLong(u64.getLong());
      }
      allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
    assertEquals(u64.getLong(), limit.field("limits[1]").getLong());
    assertTrue(allocated < 10_000, "10,000 rounds allocated " + allocated + " bytes");
  }
}
