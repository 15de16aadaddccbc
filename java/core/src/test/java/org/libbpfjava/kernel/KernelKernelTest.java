package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.ProgramInfo;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** What the kernel holds is listed, whoever made it, and as it is. */
@KernelTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelKernelTest {
  private static final KernelVersion LINKS = KernelVersion.of(5, 8);

  private final BpfScope scope = BpfScope.open("listed");

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aWalkLeavesNothingOpen() throws Exception {
    scope.createMap(MapOptions.array("one", 8, 1));
    scope.createMap(MapOptions.array("two", 8, 1));
    OpenFiles before = OpenFiles.now();
    assertTrue(Kernel.maps().count() >= 2);
    assertTrue(Kernel.maps().findFirst().isPresent());
    Kernel.programs().forEach(info -> assertTrue(info.id() > 0));
    Kernel.btfObjects().forEach(info -> assertTrue(info.id() > 0));
    if (KernelVersion.running().isAtLeast(LINKS)) {
      Kernel.links().forEach(info -> assertTrue(info.id() > 0));
    }
    assertThrows(
        IllegalStateException.class,
        () ->
            Kernel.maps()
                .forEach(
                    info -> {
                      throw new IllegalStateException("a reader that fails");
                    }));
    before.assertNoMore();
  }

  @Test
  void aMapIsListedAsItIs() {
    BpfMap map =
        scope.createMap(MapOptions.array("listed_map", 24, 7).withFlags(MapFlag.RDONLY_PROG));
    MapInfo listed = Kernel.maps().filter(info -> info.id() == map.id()).findFirst().orElseThrow();
    assertEquals(map.info(), listed);
    assertEquals("listed_map", listed.name());
    assertEquals(MapType.ARRAY, listed.type());
    assertEquals(
        List.of(4, 24, 7L), List.of(listed.keySize(), listed.valueSize(), listed.maxEntries()));
    assertEquals(Set.of(MapFlag.RDONLY_PROG), listed.flags());
  }

  @Test
  void aProgramIsListedAsItIs() {
    BpfProgram program =
        scope.loadProgram(
            ProgramOptions.ofSection(
                "socket",
                "listed_program",
                new Assembler().mov(Register.R0, 0).exit().instructions()));
    ProgramInfo info = program.info();
    assertEquals(List.of(info), Kernel.programs().filter(one -> one.id() == info.id()).toList());
    assertEquals("listed_program", info.name());
    scope.close();
    assertTrue(Kernel.programs().noneMatch(one -> one.id() == info.id()));
  }

  @Test
  void anObjectsTypesAreListedWithItsMap() {
    try (BpfObject object = BpfObjects.load("maps.bpf.o")) {
      MapInfo map = object.map("flows").info();
      BtfInfo types =
          Kernel.btfObjects().filter(info -> info.id() == map.btfId()).findFirst().orElseThrow();
      assertEquals(BtfInfo.Origin.OBJECT, types.origin());
      assertEquals("", types.name());
      assertTrue(types.size() > 100, types.toString());
    }
  }

  @Test
  void theKernelsOwnTypesAreListed() throws Exception {
    KernelTier.needs("BTF of the kernel by its id is", KernelVersion.of(5, 11));
    Path vmlinux = Path.of("/sys/kernel/btf/vmlinux");
    List<BtfInfo> own =
        Kernel.btfObjects().filter(info -> info.origin() == BtfInfo.Origin.KERNEL).toList();
    assertEquals(1, own.size(), own.toString());
    assertEquals("vmlinux", own.get(0).name());
    assertEquals(Files.readAllBytes(vmlinux).length, own.get(0).size());
    for (BtfInfo module :
        Kernel.btfObjects().filter(info -> info.origin() == BtfInfo.Origin.MODULE).toList()) {
      assertTrue(Files.exists(Path.of("/sys/kernel/btf", module.name())), () -> module.toString());
    }
  }

  @Test
  void aLinkIsListedAsItIs() {
    KernelTier.needs("asking about links is", LINKS);
    try (BpfObject object = BpfObjects.load("swapped.bpf.o", "raw_first");
        BpfLink link = object.program("raw_first").attach()) {
      LinkInfo info = link.info();
      assertEquals(List.of(info), Kernel.links().filter(one -> one.id() == info.id()).toList());
    }
  }

  @Test
  void idsRiseAndNoneComesTwice() {
    scope.createMap(MapOptions.array("one", 8, 1));
    scope.createMap(MapOptions.array("two", 8, 1));
    int last = 0;
    for (MapInfo map : Kernel.maps().toList()) {
      assertTrue(map.id() > last, () -> map.toString());
      last = map.id();
    }
  }

  /** The list is read step by step: what is closed between two steps is not in it. */
  @Test
  void whatVanishesBetweenTwoStepsIsLeftOut() {
    BpfMap first = scope.createMap(MapOptions.array("stays", 8, 1));
    int gone;
    Iterator<MapInfo> walk;
    try (BpfScope closedSoon = BpfScope.open("soon")) {
      BpfMap map = closedSoon.createMap(MapOptions.array("goes", 8, 1));
      gone = map.id();
      walk = Kernel.maps().iterator();
      while (walk.next().id() != first.id()) {
        // up to the one before it
      }
    }
    List<Integer> rest = new ArrayList<>();
    walk.forEachRemaining(info -> rest.add(info.id()));
    assertFalse(rest.contains(gone), rest.toString());
  }

  @Test
  void anInfoOutlivesTheMapAndTheMapsInfoDoesNot() {
    BpfMap map;
    try (BpfScope closedSoon = BpfScope.open("soon")) {
      map = closedSoon.createMap(MapOptions.array("goes", 8, 1));
      assertEquals("goes", map.info().name());
    }
    assertEquals(
        "scope 'soon' is closed",
        assertThrows(IllegalStateException.class, map::info).getMessage());
  }

  /** What a process with CAP_BPF alone is told. */
  static final class Listing {
    private Listing() {}

    public static void main(String[] args) {
      tell(() -> Kernel.programs().toList());
      tell(() -> Kernel.maps().count());
      tell(() -> Kernel.links().count());
      tell(() -> Kernel.btfObjects().count());
      tell(
          () -> {
            try (BpfScope scope = BpfScope.open("foreign")) {
              return scope.openMap(1).id();
            }
          });
    }

    private static void tell(java.util.concurrent.Callable<?> question) {
      try {
        System.out.println("told: " + question.call());
      } catch (BpfPermissionException e) {
        System.out.println("refused: " + e.getMessage());
      } catch (Exception e) {
        System.out.println("failed: " + e);
      }
    }
  }

  @Test
  void listingTakesTheAdministratorsCapability() throws Exception {
    KernelTier.needs("CAP_BPF is", LINKS);
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    String set = "-all,+bpf,+perfmon";
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", set, "--inh-caps", set));
    command.addAll(ChildProcess.java(Listing.class));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    String lacks =
        ": EPERM (-1), the process lacks CAP_SYS_ADMIN (to find by their ids what others have"
            + " made); it has CAP_PERFMON, CAP_BPF. Run as root, or give the process what is"
            + " missing";
    assertEquals(
        List.of(
            "refused: list programs" + lacks,
            "refused: list maps" + lacks,
            "refused: list links" + lacks,
            "refused: list BTF objects" + lacks,
            "refused: open the map with id 1" + lacks),
        child.output().lines().filter(line -> line.matches("(told|refused|failed): .*")).toList(),
        child.output());
  }

  @Test
  void aNumberThatNobodyHasIsNoObject() {
    assertEquals(
        "open the program with id 2147483647: ENOENT (-2): there is no such program",
        assertThrows(BpfException.class, () -> scope.openProgram(Integer.MAX_VALUE)).getMessage());
    assertEquals(
        "open the map with id 2147483647: ENOENT (-2): there is no such map",
        assertThrows(BpfException.class, () -> scope.openMap(Integer.MAX_VALUE)).getMessage());
  }
}
