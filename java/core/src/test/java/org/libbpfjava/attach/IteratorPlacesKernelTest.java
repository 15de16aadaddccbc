package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.attach.Places.hits;
import static org.libbpfjava.attach.Places.load;
import static org.libbpfjava.attach.Places.said;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;

/** Iterators that keep to a map, a task or control groups. */
@KernelTest
@Timeout(60)
class IteratorPlacesKernelTest {
  /** How many objects an iterator walks over when its pinned link is read. */
  private static long visited(BpfObject object, String program, Iter options) throws Exception {
    object.variable("hits").setLong(0);
    try (BpfFs fs = BpfFs.mount();
        BpfLink link = object.program(program).attach(options)) {
      Path path = fs.path("iterator");
      link.pin(path);
      Files.readAllBytes(path);
      link.unpin();
      return hits(object);
    }
  }

  private static String refusal(BpfObject object, String program, Iter options) {
    return said(assertThrows(BpfException.class, () -> object.program(program).attach(options)));
  }

  @Test
  void anIteratorOfElementsWalksOverItsMap() throws Exception {
    try (BpfObject object = load(0, "on_element")) {
      object.map("numbers").typed(Integer.class, Integer.class).put(1, 1);
      object.map("numbers").typed(Integer.class, Integer.class).put(2, 1);
      assertEquals(2, visited(object, "on_element", Iter.ofMap(object.map("numbers"))));
      String none = refusal(object, "on_element", Iter.overAll());
      assertTrue(none.startsWith("attach program 'on_element' by Iter of all: "), none);
      String other = refusal(object, "on_element", Iter.ofMap(object.map("sockets")));
      assertTrue(other.contains("by Iter of map 'sockets': EINVAL (-22)"), other);
    }
  }

  @Test
  void anIteratorOfTasksKeepsToAThreadOrProcess() throws Exception {
    KernelTier.needs("iterators keep to a process", KernelVersion.of(6, 1));
    try (BpfObject object = load(0, "on_task")) {
      assertEquals(1, visited(object, "on_task", Iter.ofThread(Places.thisThread())));
      long threads = visited(object, "on_task", Iter.ofProcess(ProcessHandle.current().pid()));
      assertTrue(threads > 1, "threads: " + threads);
      assertTrue(visited(object, "on_task", Iter.overAll()) > threads);
      String none = refusal(object, "on_task", Iter.ofPidFd(987_654));
      assertTrue(none.contains("by Iter of the process of descriptor 987654: EBADF (-9)"), none);
    }
  }

  @Test
  void anIteratorOfGroupsHasAnOrder() throws Exception {
    KernelTier.needs("iterators of control groups are", KernelVersion.of(6, 1));
    Path group = Files.createTempDirectory(Places.cgroups(), "lbj-iterator");
    Path below = Files.createDirectory(group.resolve("below"));
    try (BpfObject object = load(0, "on_cgroup")) {
      for (Iter.Walk walk : List.of(Iter.Walk.DESCENDANTS_PRE, Iter.Walk.DESCENDANTS_POST)) {
        assertEquals(2, visited(object, "on_cgroup", Iter.ofCgroup(group, walk)), walk::name);
      }
      assertEquals(1, visited(object, "on_cgroup", Iter.ofCgroup(group, Iter.Walk.SELF)));
      assertTrue(visited(object, "on_cgroup", Iter.ofCgroup(below, Iter.Walk.ANCESTORS)) >= 3);
      String none =
          refusal(object, "on_cgroup", Iter.ofCgroup(Path.of("/no/such"), Iter.Walk.SELF));
      assertTrue(none.contains("There is no folder '/no/such'"), none);
    } finally {
      Files.delete(below);
      Files.delete(group);
    }
  }

  @Test
  void numbersThatNoProcessHasAreRefused() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> Iter.ofThread(0),
            () -> Iter.ofProcess(-1),
            () -> Iter.ofProcess(1L << 31),
            () -> Iter.ofPidFd(0))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }
}
