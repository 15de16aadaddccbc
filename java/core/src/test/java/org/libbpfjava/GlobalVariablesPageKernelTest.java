package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/** The code of docs/global-variables.md, in the order of the page. */
@KernelTest
@TestMethodOrder(OrderAnnotation.class)
class GlobalVariablesPageKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  // [record]
  record Limit(long min, long max, String label) {}

  // [/record]

  @Test
  @Order(1)
  void constantsAreSetBeforeLoad() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      // [before-load]
      open.variable("max_length").setInt(20);
      open.variable("mode").set("MODE_STRICT"); // an enum constant by its name
      open.variable("limits[0].max").setInt(1000); // a path into an array of structs
      open.variable("limits[1]").set(new Limit(64, 1500, "large")); // a record for a struct
      // [/before-load]
      // [changes]
      OpenDataSection data = open.section(".data");
      for (GlobalVariable changed : data.changes()) {
        System.out.println(changed); // volatile enum mode mode = MODE_STRICT
      }
      open.variable("mode").reset(); // MODE_COUNT again, as in the object file
      // [/changes]
      assertEquals(List.of("limits"), data.changes().stream().map(GlobalVariable::name).toList());
      // [load]
      try (BpfObject object = open.load()) {
        object.program("count").testRun(PACKET);
        System.out.println(object.variable("too_long").getLong()); // 1: 64 bytes are over 20
      }
      // [/load]
    }
  }

  @Test
  @Order(2)
  void variablesAreLive() {
    try (BpfObject object = BpfObjects.load("tour.bpf.o")) {
      BpfProgram count = object.program("count");
      // [live]
      GlobalVariable packets = object.variable("packets");
      count.testRun(PACKET);
      assertEquals(1, packets.getLong());
      object.variable("mode").set("MODE_OFF"); // the next run sees it
      count.testRun(PACKET);
      assertEquals(1, packets.getLong());
      assertEquals(2, object.variable("calls").getLong()); // a static variable
      // [/live]
      // [read-only]
      assertThrows(ReadOnlyVariableException.class, () -> object.variable("max_length").setInt(1));
      // [/read-only]
      // [values]
      Limit small = object.variable("limits[0]").get(Limit.class);
      assertEquals(new Limit(0, 64, "small"), small);
      assertEquals(
          "{.min = 0, .max = 64, .label = \"small\"}",
          object.variable("limits[0]").get().toString());
      // [/values]
      // [all]
      System.out.print(object.dump());
      Map<String, Map<String, Object>> values = object.values(); // by section, then by name
      assertEquals(Map.of("max_length", 1500L), values.get(".rodata"));
      // [/all]
      assertTrue(object.dump().contains(".rodata (MAPPED, read-only)\n  "), object.dump());
      assertTrue(object.dump().contains("max_length = 1500;\n"), object.dump());
    }
  }

  @Test
  @Order(3)
  void handlesAreAtomic() {
    try (BpfObject object = BpfObjects.load("tour.bpf.o")) {
      // [handles]
      LongHandle packets = object.variable("packets").longHandle(); // keep it in a final field
      long before = packets.getAndAdd(100); // one atomic step, as __sync_fetch_and_add in C
      boolean reset = packets.compareAndSet(before + 100, 0);
      IntHandle size = object.variable("sizes[0]").intHandle();
      size.setRelease(7); // whoever reads 7 by an acquire sees all that was written before
      // [/handles]
      assertTrue(reset);
      assertEquals(0, packets.get());
      assertEquals(7, size.getAcquire());
    }
  }

  @Test
  @Order(4)
  void sectionsGrow() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      // [resize]
      int cpus = Runtime.getRuntime().availableProcessors();
      open.section(".bss.sizes").resize(Math.max(4, cpus) * Integer.BYTES);
      // [/resize]
      assertEquals(Math.max(4, cpus) * 4, open.variable("sizes").size());
    }
  }
}
