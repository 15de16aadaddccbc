package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;

/** What links at functions and tracepoints of the kernel tell. */
@KernelTest
class ProbeLinkKernelTest {
  private static LinkInfo info(String program) {
    try (BpfObject object = BpfObjects.load("probed.bpf.o", program);
        BpfLink link = object.program(program).attach()) {
      return link.info();
    }
  }

  @Test
  void aTracepointTellsItsName() {
    KernelTier.needs("infos of perf events are", KernelVersion.of(6, 6));
    if (!Files.exists(Path.of("/sys/kernel/tracing/events"))
        && !Files.exists(Path.of("/sys/kernel/debug/tracing/events"))) {
      throw KernelTier.skip("no tracefs is mounted");
    }
    LinkInfo.Tracepoint info = assertInstanceOf(LinkInfo.Tracepoint.class, info("tracepoint"));
    assertEquals("sched_process_exit", info.tracepoint());
    assertEquals(LinkType.PERF_EVENT, info.type());
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void aFunctionIsATypeOfTheKernel() {
    LinkInfo.Tracing info = assertInstanceOf(LinkInfo.Tracing.class, info("fentry"));
    assertEquals(AttachType.TRACE_FENTRY, info.attachType());
    if (KernelVersion.running().isAtLeast(KernelVersion.of(5, 13))) {
      assertTrue(info.targetObjectId() > 0 && info.targetTypeId() > 0, info.toString());
    }
  }

  /** Kernels that have multi kprobes have kprobes. */
  @Test
  @RequiresFeature(Feature.KPROBE_MULTI)
  void aKprobeTellsItsFunction() {
    KernelTier.needs("infos of perf events are", KernelVersion.of(6, 6));
    LinkInfo.Kprobe entry = assertInstanceOf(LinkInfo.Kprobe.class, info("kprobe"));
    assertEquals(List.of("vfs_statx", false), List.of(entry.function(), entry.isReturn()));
    assertTrue(entry.address() != 0, entry.toString());
    LinkInfo.Kprobe exit = assertInstanceOf(LinkInfo.Kprobe.class, info("kretprobe"));
    assertEquals(List.of("vfs_statx", true), List.of(exit.function(), exit.isReturn()));
  }

  @Test
  @RequiresFeature(Feature.KPROBE_MULTI)
  void aMultiKprobeTellsItsAddresses() {
    KernelTier.needs("infos of multi kprobes are", KernelVersion.of(6, 6));
    LinkInfo.KprobeMulti info =
        assertInstanceOf(LinkInfo.KprobeMulti.class, info("kretprobe_multi"));
    assertTrue(info.isReturn());
    assertTrue(info.addresses().size() > 1, info.toString());
    assertEquals(info.addresses().size(), info.cookies().size());
    assertTrue(info.addresses().stream().allMatch(address -> address != 0), info.toString());
  }
}
