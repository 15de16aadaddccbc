package org.libbpfjava.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** Processes and pinned files that keep something in the kernel are found. */
@KernelTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HoldersKernelTest {
  private static final int PID = (int) ProcessHandle.current().pid();

  private final BpfScope scope = BpfScope.open("held");
  private OpenFiles before;
  private BpfFs fs;

  @BeforeEach
  void mount() throws Exception {
    fs = BpfFs.mount(); // first: the JVM keeps what it opens for the name of a temporary file
    before = OpenFiles.now();
  }

  @AfterEach
  void close() throws Exception {
    scope.close();
    fs.close();
    before.assertNoMore();
  }

  private static Holder.ByProcess self(int descriptors) throws Exception {
    String command = Files.readString(Path.of("/proc/self/comm")).strip();
    return new Holder.ByProcess(PID, command, descriptors);
  }

  @Test
  void aMapsHoldersAreItsProcessesAndItsPins() throws Exception {
    BpfMap map = scope.createMap(MapOptions.array("held", 8, 1));
    assertEquals(List.of(self(1)), Kernel.holders().ofMap(map.id()));
    map.pin(fs.path("folder/held"));
    try (BpfScope again = BpfScope.open("again")) {
      again.openPinnedMap(fs.path("folder/held"));
      assertEquals(
          List.of(self(2), new Holder.ByPin(fs.path("folder/held"))),
          Kernel.holders().ofMap(map.id()));
    }
    int id = map.id();
    scope.close();
    assertEquals(List.of(new Holder.ByPin(fs.path("folder/held"))), Kernel.holders().ofMap(id));
    Files.delete(fs.path("folder/held"));
    assertEquals(List.of(), Kernel.holders().ofMap(id));
  }

  @Test
  void aLinkIsNotTakenForItsProgram() throws Exception {
    KernelTier.needs("the number of a link in fdinfo is", KernelVersion.of(5, 8));
    try (BpfObject object = BpfObjects.load("swapped.bpf.o", "raw_first")) {
      int program;
      try (BpfLink link = object.program("raw_first").attach()) {
        int id = link.info().id();
        program = link.info().programId();
        link.pin(fs.path("link"));
        Holders holders = Kernel.holders();
        assertEquals(List.of(self(1), new Holder.ByPin(fs.path("link"))), holders.ofLink(id));
        assertEquals(List.of(self(1)), holders.ofProgram(program));
        link.unpin();
      }
    }
  }

  /** Holds the map that is pinned at its argument until its standard input ends. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] args) throws Exception {
      try (BpfScope scope = BpfScope.open("child")) {
        System.out.println("id " + scope.openPinnedMap(Path.of(args[0])).id());
        while (System.in.read() >= 0) {
          // until the parent closes it
        }
      }
    }
  }

  @Test
  void anotherProcessIsNamed() throws Exception {
    BpfMap map = scope.createMap(MapOptions.array("shared", 8, 1));
    map.pin(fs.path("shared"));
    List<String> command =
        new ArrayList<>(ChildProcess.java(Holding.class, fs.path("shared").toString()));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines = child.inputReader(UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("id ")) {
        line = lines.readLine(); // what newer JDKs have to say first
      }
      assertEquals("id " + map.id(), line);
      Holder.ByProcess other = new Holder.ByProcess((int) child.pid(), "java", 1);
      List<Holder> found = Kernel.holders().ofMap(map.id());
      assertEquals(Set.of(self(1), other, new Holder.ByPin(fs.path("shared"))), Set.copyOf(found));
      assertTrue(found.toString().contains("java (process " + child.pid() + ")"), found.toString());
    } finally {
      child.getOutputStream().close();
      child.waitFor();
    }
  }

  @Test
  void whatNobodyHoldsHasNoHolder() {
    Holders holders = Kernel.holders();
    assertEquals(List.of(), holders.ofProgram(Integer.MAX_VALUE));
    assertEquals(List.of(), holders.ofMap(0));
    assertEquals(List.of(), holders.ofLink(-1));
    assertEquals(List.of(), holders.ofBtf(Integer.MIN_VALUE));
    assertEquals(0, holders.unreadableProcesses(), "root sees all");
  }

  /** A file system that is mounted twice has each file once; one that is covered has none. */
  @Test
  void otherFilesAndCoveredMountsAreNoPins() throws Exception {
    BpfMap map = scope.createMap(MapOptions.array("held", 8, 1));
    map.pin(fs.path("held"));
    assertEquals(2, Kernel.holders().ofMap(map.id()).size());
    Path folder = fs.path("held").getParent();
    ChildProcess mount =
        ChildProcess.run(
            java.util.Map.of(), List.of("mount", "-t", "tmpfs", "none", String.valueOf(folder)));
    assertEquals(0, mount.status(), mount.output());
    try {
      Files.writeString(fs.path("file"), "of another file system");
      assertEquals(List.of(self(1)), Kernel.holders().ofMap(map.id()));
    } finally {
      ChildProcess.run(java.util.Map.of(), List.of("umount", String.valueOf(folder)));
    }
  }
}
