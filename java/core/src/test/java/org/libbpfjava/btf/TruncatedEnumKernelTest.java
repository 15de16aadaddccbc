package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BtfPatch;

/**
 * clang before 15 wrote constants of 64 bits into records of 32. The object is made by a newer one
 * and patched: an enum of 8 bytes, whose constants have lost their upper halves.
 */
@KernelTest
class TruncatedEnumKernelTest {
  private static final String REASON =
      "variable 'to' (enum queue, 8 bytes) has constants of which BTF kept only 32 bits, as clang"
          + " before 15 wrote them: use numbers, or compile with clang 15 or newer";

  private enum Queue {
    QUEUE_LOCAL
  }

  private static byte[] object() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            enum queue { QUEUE_NONE, QUEUE_GLOBAL, QUEUE_LOCAL };
            enum queue *known;
            volatile int counts[3];
            volatile unsigned long long to = 0x8000000000000002;
            volatile unsigned long long seen;
            SEC("socket") int run(void *ctx) { seen = to + (known != 0) + counts[1]; return 0; }
            char _license[] SEC("license") = "GPL";
            """);
    BtfPatch patch = BtfPatch.of(elf);
    int queue = patch.id("queue", BtfEnum.class);
    patch.sizeOrType(queue, 8);
    patch.sizeOrType(patch.id("to", BtfVar.class), queue);
    return elf;
  }

  @Test
  void numbersWorkAndReachTheProgram() {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(object()))) {
      GlobalVariable to = open.variable("to");
      assertEquals(0x8000000000000002L, to.getLong());
      assertEquals(BigInteger.ONE.shiftLeft(63).add(BigInteger.TWO), to.get());
      assertEquals("enum queue to = 9223372036854775810", to.toString());
      to.set(0x8000000000000001L);
      try (BpfObject object = open.load()) {
        object.program("run").testRun(TestRun.once().withData(new byte[64]));
        assertEquals(0x8000000000000001L, object.variable("seen").getLong());
      }
    }
  }

  @Test
  void namesAreRefusedWithTheReason() {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(object()))) {
      GlobalVariable to = open.variable("to");
      assertRefused(() -> to.set("QUEUE_GLOBAL"));
      assertRefused(() -> to.setString("QUEUE_GLOBAL"));
      assertRefused(to::getString);
      assertRefused(() -> to.get(Queue.class));
      assertRefused(() -> to.set(Queue.QUEUE_LOCAL));
      assertEquals(0x8000000000000002L, to.getLong());
      assertEquals(
          "variable 'counts': index 'QUEUE_GLOBAL' at 'counts[QUEUE_GLOBAL]' is a constant of which"
              + " BTF kept only 32 bits, as clang before 15 wrote it: use its number",
          assertThrows(NoSuchMemberException.class, () -> open.variable("counts[QUEUE_GLOBAL]"))
              .getMessage());
    }
  }

  private static void assertRefused(Runnable call) {
    assertEquals(REASON, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
