package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;

/** The code of docs/performance.md. */
@KernelTest
class PerformancePageKernelTest {

  // [constant]
  static final class Agent {
    static final BpfObject OBJECT =
        BpfObject.load(BpfSource.ofResource(Agent.class, "/bpf/tour.bpf.o"), open -> {});
    static final VarHandle PACKETS = OBJECT.variable("packets").longHandle().varHandle();

    static long packets() {
      return (long) PACKETS.getOpaque(); // the cast belongs to the call: it names the type
    }
  }

  // [/constant]

  @Test
  void aNumberInAConstantIsLive() {
    assumeTrue(Runtime.version().feature() >= 22, "VarHandles without coordinates are of JDK 22");
    assertEquals(0, Agent.packets());
    Agent.OBJECT.program("count").testRun(TestRun.once().withData(new byte[64]));
    assertEquals(1, Agent.packets());
    Agent.OBJECT.close();
  }

  @Test
  void theLoopReadsNamesOnce() {
    try (BpfObject object = BpfObjects.load("tour.bpf.o")) {
      object.program("count").testRun(TestRun.once().withData(new byte[64]));
      long sum = 0;
      // [handle]
      LongHandle packets = object.variable("packets").longHandle();
      for (int i = 0; i < 1_000; i++) {
        sum += packets.get();
      }
      // [/handle]
      assertEquals(1_000, sum);
    }
  }
}
