package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** What C loads, Java loads: reading an object's types leaves no trace in libbpf's copy of them. */
@KernelTest
class HiddenFunctionKernelTest {

  @Test
  void hiddenFunctionIsStaticInAnObjectThatCallsTheKernelsFunctions() {
    try (BpfObject object = BpfObjects.load("hidden_externs.bpf.o")) {
      object.program("plain").testRun(TestRun.once().withData(new byte[64]));
      assertEquals(1, object.variable("seen").getInt());
    }
  }

  @Test
  void hiddenFunctionIsStaticAfterASectionHasGrown() {
    try (OpenBpfObject open = BpfObjects.open("hidden.bpf.o")) {
      open.section(".bss.room").resize(64);
      open.variable("room[0]").setInt(7);
      try (BpfObject object = open.load()) {
        object.program("plain").testRun(TestRun.once().withData(new byte[64]));
        assertEquals(8, object.variable("seen").getInt());
        assertEquals(64, object.variable("room").size());
      }
    }
  }
}
