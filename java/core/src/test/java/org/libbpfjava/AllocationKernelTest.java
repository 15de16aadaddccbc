package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.testing.BpfObjects;

/** Once a variable was asked for, finding and using it again makes no garbage. */
@KernelTest
class AllocationKernelTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 20_000;

  private static void assertAllocatesNothing(Runnable access) {
    repeat(access, WARM_UP);
    long least = Long.MAX_VALUE; // a compilation that ends meanwhile may allocate, not every time
    for (int attempt = 0; attempt < 3; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      repeat(access, MEASURED);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least / MEASURED, least + " bytes in " + MEASURED + " accesses");
  }

  private static void repeat(Runnable access, int times) {
    for (int i = 0; i < times; i++) {
      access.run();
    }
  }

  @Test
  void lookingUpReadingAndWritingLiveVariables() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      assertAllocatesNothing(() -> object.variable("hits").getLong());
      assertAllocatesNothing(() -> object.variable("hits").setLong(77));
      assertAllocatesNothing(() -> object.variable("wide").setInt(-5));
      assertAllocatesNothing(() -> object.variable("small").getByte());
      assertAllocatesNothing(() -> object.variable("enabled").getBoolean());
      assertAllocatesNothing(() -> object.variable("ratio").getFloat());
      assertAllocatesNothing(() -> object.variable("precise").setDouble(0.5));
      assertAllocatesNothing(() -> object.variable("mode").getInt());
      assertAllocatesNothing(() -> object.variable("hits").longHandle().getAndAdd(1));
    }
  }

  @Test
  void lookingUpPaths() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      assertAllocatesNothing(() -> object.variable("limits[1].max").getLong());
      assertAllocatesNothing(() -> object.variable("counters[3]").setLong(4));
      assertAllocatesNothing(() -> object.section(".bss").variable("counters[3]").getLong());
      assertAllocatesNothing(() -> object.variable("limits").field("[1].max").getLong());
      assertAllocatesNothing(() -> object.variable("counters[2]").intHandle().get());
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void variablesThatWereKept() {
    try (BpfObject object = BpfObjects.load("neighbours.bpf.o");
        BpfObject sections = BpfObjects.load("selftest_sections.bpf.o")) {
      GlobalVariable bits = object.variable("row.bits.high");
      assertAllocatesNothing(() -> bits.setInt(3));
      assertAllocatesNothing(bits::getInt);
      GlobalVariable packed = sections.variable("in_pair.second");
      assertAllocatesNothing(() -> packed.setLong(packed.getLong() + 1));
    }
  }

  @Test
  void settingBeforeLoad() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      assertAllocatesNothing(() -> open.variable("target_pid").setInt(4711));
      assertAllocatesNothing(() -> open.variable("limits[1].max").setLong(5));
      assertAllocatesNothing(() -> open.variable("limits[1].max").getLong());
    }
  }
}
