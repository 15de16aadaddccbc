package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.BpfLoadException;

/** A map that is not wanted is not made. */
@KernelTest
class AutocreateKernelTest {
  @Test
  void aMapThatIsSwitchedOffIsMissing() {
    try (OpenBpfObject open = BpfObjects.open("perf.bpf.o")) {
      OpenBpfMap map = open.map("first_cpu");
      assertTrue(map.isAutocreate());
      assertFalse(map.setAutocreate(false).isAutocreate());
      open.program("write_first_cpu").setAutoload(false);
      try (BpfObject object = open.load()) {
        assertFalse(object.findMap("first_cpu").isPresent());
        assertEquals(2, object.maps().size());
        assertEquals(
            "perf.bpf.o: map 'first_cpu' was not made: its autocreate was switched off"
                + " before load",
            assertThrows(BpfException.class, () -> object.map("first_cpu")).getMessage());
        assertEquals("events", object.map("events").name());
      }
      assertThrows(IllegalStateException.class, map::isAutocreate);
      assertThrows(IllegalStateException.class, () -> map.setAutocreate(true));
    }
  }

  @Test
  void liveCodeThatUsesItIsRefused() {
    try (OpenBpfObject open = BpfObjects.open("perf.bpf.o")) {
      open.map("first_cpu").setAutocreate(false);
      BpfLoadException refused = assertThrows(BpfLoadException.class, open::load);
      assertTrue(
          refused.verifierLog().contains("BPF map 'first_cpu' is referenced but wasn't created"),
          refused.verifierLog());
    }
  }
}
