package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/** Globals set before load are what the program sees; what it writes is what Java reads. */
@KernelTest
class GlobalsKernelTest {

  @Test
  void theProgramSeesWhatWasSetBeforeLoad() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      open.variable("threshold").setLong(1L << 40);
      open.variable("mode").setString("MODE_FAST");
      open.variable("limits[1].max").setLong(77);
      open.variable("wide").setInt(-5);
      open.variable("target_pid").setInt(42);
      try (BpfObject object = open.load()) {
        TestRunResult result =
            object.program("count").testRun(TestRun.once().withContext(new byte[16]));
        assertEquals(42, result.returnValue());
        assertEquals(1L << 40, object.variable("seen_threshold").getLong());
        assertEquals(250, object.variable("seen_mode").getInt());
        assertEquals(77, object.variable("seen_max").getInt());
        assertEquals(0xffff_fffbL, object.variable("seen_wide").getLong());
        assertEquals(1, object.variable("hits").getLong());
      }
    }
  }

  @Test
  void theProgramSeesWhatIsSetWhileItRuns() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      BpfProgram count = object.program("count");
      TestRun run = TestRun.once().withContext(new byte[16]);
      count.testRun(run);
      assertEquals(0, object.variable("counters[1]").getInt());
      object.variable("enabled").setBoolean(true);
      count.testRun(run);
      count.testRun(run);
      assertEquals(400, object.variable("counters[1]").getInt());
      assertEquals(AccessMode.MAPPED, object.variable("hits").accessMode());
      assertEquals(3, object.variable("hits").longHandle().get());
    }
  }

  @Test
  void everyWidthIsReadAsTheObjectFileHasItOnBothSidesOfLoad() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      assertInitialValues(open::variable);
      try (BpfObject object = open.load()) {
        assertInitialValues(object::variable);
      }
    }
  }

  private interface Lookup {
    GlobalVariable variable(String name);
  }

  private static void assertInitialValues(Lookup object) {
    assertEquals(-8, object.variable("small").getByte());
    assertEquals(200, object.variable("usmall").getInt());
    assertEquals(-1600, object.variable("medium").getShort());
    assertEquals(60000, object.variable("umedium").getInt());
    assertEquals(-320000, object.variable("wide").getInt());
    assertEquals(4000000000L, object.variable("uwide").getLong());
    assertEquals(-64000000000L, object.variable("huge").getLong());
    assertEquals(new BigInteger("18000000000000000000"), object.variable("uhuge").getUnsigned());
    assertEquals(-3, object.variable("shift").getInt());
    assertFalse(object.variable("enabled").getBoolean());
    assertTrue(object.variable("verbose").getBoolean());
    assertEquals(0.5f, object.variable("ratio").getFloat());
    assertEquals(0.25, object.variable("precise").getDouble());
    assertEquals("init", object.variable("comm").getString());
    assertArrayEquals(new byte[5], object.variable("raw").getBytes());
  }

  @Test
  void aConstantCannotBeWrittenAfterLoad() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      GlobalVariable pid = object.variable("target_pid");
      ReadOnlyVariableException refused =
          assertThrows(ReadOnlyVariableException.class, () -> pid.setInt(1));
      assertEquals("variable 'target_pid' is read-only: it lies in .rodata", refused.getMessage());
    }
  }

  @Test
  void anAttachedProgramCountsUntilItsLinkIsClosed() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      LongHandle hits = object.variable("hits").longHandle();
      try (BpfLink link = object.program("count").attach()) {
        assertTrue(link.isOpen());
        for (int i = 0; i < 100; i++) {
          new java.io.File("/").exists(); // stat(2)
        }
        assertTrue(hits.get() >= 100, "hits: " + hits.get());
      }
      long after = hits.get();
      for (int i = 0; i < 100; i++) {
        new java.io.File("/").exists();
      }
      assertEquals(after, hits.get());
    }
  }
}
