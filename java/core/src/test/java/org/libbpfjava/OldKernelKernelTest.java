package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OldKernel;

/** What the library does on kernels that no distribution ships any more. */
@KernelTest
@Tag("host")
class OldKernelKernelTest {
  private final Path folder;

  OldKernelKernelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void withoutMmapOfArraysVariablesGoThroughSystemCalls() throws Exception {
    assertEquals(
        new ChildProcess(
            0,
            """
            access SYSCALL, atomic false
            hits 2, counters[1] 200
            variable 'hits' has no handle: section '.bss' is not mapped; mmap of array maps needs \
            Linux 5.5 and a map made for it
            """),
        OldKernel.LINUX_5_4.java(folder, Counting.class));
  }

  @Test
  void withoutGlobalDataLoadingNamesTheKernelThatHasIt() throws Exception {
    assertEquals(
        new ChildProcess(
            0,
            """
            load object 'globals.bpf.o': global data needs Linux 5.2, this is %s, \
            which refused: EINVAL (-22)
            """
                .formatted(KernelVersion.running())),
        OldKernel.LINUX_5_1.java(folder, Counting.class));
  }

  /** Loads an object, runs its program twice, tells what it saw. */
  static final class Counting {
    private Counting() {}

    public static void main(String[] arguments) {
      try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
        GlobalVariable hits = object.variable("hits");
        System.out.printf("access %s, atomic %s%n", hits.accessMode(), hits.isAtomic());
        TestRun run = TestRun.once().withContext(new byte[16]);
        object.program("count").testRun(run);
        object.variable("enabled").setBoolean(true);
        object.program("count").testRun(run);
        System.out.printf(
            "hits %d, counters[1] %d%n", hits.getLong(), object.variable("counters[1]").getInt());
        hits.longHandle();
      } catch (BpfNotSupportedException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
