package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.TestRunResult;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** Types of which BTF tells too little refuse no object that libbpf loads. */
@KernelTest
class OddTypesKernelTest {

  @Test
  void variablesOfATypeThatIsNotToldAreBytesOfTheirSize() {
    try (OpenBpfObject open = BpfObjects.open("odd_types.bpf.o")) {
      open.variable("hits").setInt(40);
      assertEquals(16, open.variable("pair").size());
      assertArrayEquals(new byte[16], (byte[]) open.variable("pair").get());
      assertEquals("enum later *link = NULL", open.variable("link").toString());
      try (BpfObject object = open.load()) {
        TestRunResult result =
            object.program("count").testRun(TestRun.once().withData(new byte[64]));
        assertEquals(1, result.returnValue());
        assertEquals(42, object.variable("hits").getInt());
      }
    }
  }

  @Test
  void theOtherMembersOfAStructAreReadAndWritten() {
    try (OpenBpfObject open = BpfObjects.open("odd_types.bpf.o")) {
      GlobalVariable mixed = open.variable("mixed");
      mixed.set(Map.of("plain", 5));
      assertEquals(Map.of("plain", 5), mixed.get());
      assertEquals("struct mixed mixed = {.plain = 5}", mixed.toString());
      assertEquals(24, mixed.getBytes().length);
      assertEquals(1, mixed.getBytes()[0]);
      assertEquals(
          "variable 'mixed': 'mixed.atomic' is void, of which clang makes what is _Atomic or"
              + " _Complex: its size is not known",
          assertThrows(IndexOutOfBoundsException.class, () -> mixed.field("atomic")).getMessage());
    }
  }
}
