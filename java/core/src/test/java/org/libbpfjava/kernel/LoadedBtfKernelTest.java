package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.btf.BtfLoadException;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** Types go into the kernel and come back, and a handle holds them as long as it is open. */
@KernelTest
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoadedBtfKernelTest {
  private static final int TYPES = 1 << 20; // of 16 bytes each: with a header more than 16 MiB

  private static Btf task() {
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    types.struct("task", 8).member("pid", number, 0).member("tgid", number, 4);
    return types.build("tasks");
  }

  private static List<BtfInfo> listed(int id) {
    return Kernel.btfObjects().filter(info -> info.id() == id).toList();
  }

  @Test
  void typesMadeInJavaAreInTheKernel() throws Exception {
    OpenFiles before = OpenFiles.now();
    Btf types = task();
    int id;
    try (LoadedBtf loaded = LoadedBtf.load(types)) {
      id = loaded.id();
      BtfInfo info = loaded.info();
      assertEquals(new BtfInfo(id, "", types.toBytes().length, BtfInfo.Origin.OBJECT), info);
      assertEquals(List.of(info), listed(id));
      assertEquals("BTF with id " + id, loaded.toString());
      try (LoadedBtf again = LoadedBtf.open(id)) {
        assertEquals(info, again.info());
        assertArrayEquals(types.toBytes(), again.types().toBytes());
        assertEquals(8, again.types().find("task", BtfStruct.class).orElseThrow().size());
      }
      assertEquals("BTF with id " + id + ", 3 types", loaded.types().toString());
    }
    before.assertNoMore();
  }

  @Test
  void theLastHandleLetsThemGo() {
    LoadedBtf loaded = LoadedBtf.load(task());
    LoadedBtf second = LoadedBtf.open(loaded.id());
    loaded.close();
    assertEquals(1, listed(loaded.id()).size());
    second.close();
    assertEquals(List.of(), listed(loaded.id()));
    String message =
        "open the BTF object with id " + loaded.id() + ": ENOENT (-2): there is no such BTF object";
    BpfException gone = assertThrows(BpfException.class, () -> LoadedBtf.open(loaded.id()));
    assertEquals(message, gone.getMessage());
    assertEquals(Errno.ENOENT, gone.errno());
  }

  @Test
  void aClosedHandleTellsItsInfoAndNothingElse() {
    LoadedBtf loaded = LoadedBtf.load(task());
    BtfInfo info = loaded.info();
    Btf types = loaded.types();
    loaded.close();
    loaded.close();
    assertEquals(info, loaded.info());
    assertEquals(info.id(), loaded.id());
    assertEquals(3, types.typeCount());
    String closed = "BTF with id " + info.id() + " is closed";
    assertEquals(closed, assertThrows(IllegalStateException.class, loaded::types).getMessage());
    assertEquals(
        closed,
        assertThrows(IllegalStateException.class, () -> loaded.withFd(fd -> fd)).getMessage());
  }

  @Test
  void theDescriptorIsLentAndOpenAllTheWhile() {
    LoadedBtf loaded = LoadedBtf.load(task());
    String lent =
        loaded.withFd(
            fd -> {
              loaded.close(); // takes effect when the loan ends
              return file(fd);
            });
    assertEquals("anon_inode:btf", lent);
    assertEquals(List.of(), listed(loaded.id()));
  }

  private static String file(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aRefusalHasTheKernelsWords() throws Exception {
    OpenFiles before = OpenFiles.now();
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    types.struct("no-name-in-C", 4).member("one", number, 0);
    Btf wrong = types.build("wrong");
    BtfLoadException refused = assertThrows(BtfLoadException.class, () -> LoadedBtf.load(wrong));
    assertEquals("[2] STRUCT no-name-in-C size=4 vlen=1 Invalid name", refused.reason());
    assertTrue(refused.log().contains("[1] INT int size=4"), refused.log());
    assertEquals(Errno.EINVAL, refused.errno());
    long lines = refused.log().strip().lines().count();
    assertEquals(
        "load BTF 'wrong, 3 types': EINVAL (-22): "
            + refused.reason()
            + ". The kernel's log ("
            + lines
            + " lines) is in log()",
        refused.getMessage());
    before.assertNoMore();
  }

  /** More than the first room for the log. */
  @Test
  void aLongLogIsWhole() {
    BtfBuilder types = new BtfBuilder();
    for (int i = 0; i < 10_000; i++) {
      types.integer("int" + i, 4, BtfBuilder.Encoding.SIGNED);
    }
    types.struct("no-name-in-C", 4);
    Btf wrong = types.build("wrong");
    BtfLoadException refused = assertThrows(BtfLoadException.class, () -> LoadedBtf.load(wrong));
    assertTrue(refused.reason().startsWith("[10001] STRUCT no-name-in-C"), refused.reason());
    assertTrue(refused.log().contains("[1] INT int0 "), "the log's first type");
  }

  @Test
  void splitTypesAreRefused() {
    Btf base = task();
    BtfBuilder types = BtfBuilder.over(base);
    types.pointer(1);
    Btf split = types.build("split");
    assertEquals(
        "load BTF 'split, 4 types': the kernel takes types that stand alone, and these go on from"
            + " others",
        assertThrows(IllegalArgumentException.class, () -> LoadedBtf.load(split)).getMessage());
    try (LoadedBtf loaded = LoadedBtf.load(base)) {
      assertEquals(
          "BTF with id " + loaded.id() + " stands alone: only a module's goes on from others",
          assertThrows(IllegalArgumentException.class, () -> loaded.types(base)).getMessage());
    }
  }

  @Test
  void moreThanTheKernelTakesIsTooBig() {
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    for (int i = 0; i < TYPES * 4 / 3; i++) {
      types.pointer(number); // of 12 bytes
    }
    Btf large = types.build("large");
    BtfLoadException refused = assertThrows(BtfLoadException.class, () -> LoadedBtf.load(large));
    assertEquals(
        "load BTF '" + large + "': E2BIG (-7): The kernel takes 16 MiB of types at most",
        refused.getMessage());
    assertEquals("", refused.log());
  }

  @Test
  void theTypesOfAnObjectAreReadByItsMap() {
    try (BpfObject object = BpfObjects.load("maps.bpf.o")) {
      MapInfo map = object.map("flows").info();
      try (LoadedBtf loaded = LoadedBtf.open(map.btfId())) {
        assertEquals(BtfInfo.Origin.OBJECT, loaded.info().origin());
        assertTrue(loaded.types().type(map.valueTypeId()).hasSize(), loaded.types().toString());
      }
    }
  }

  @Test
  void theKernelsOwnTypesAreRead() throws Exception {
    KernelTier.needs("BTF of the kernel by its id is", KernelVersion.of(5, 11));
    Btf kernel = Btf.ofKernel();
    for (BtfInfo info : Kernel.btfObjects().toList()) {
      try (LoadedBtf loaded = LoadedBtf.open(info.id())) {
        assertEquals(info, loaded.info());
        if (info.origin() == BtfInfo.Origin.KERNEL) {
          assertEquals("BTF with id " + info.id() + " (vmlinux)", loaded.toString());
          Btf types = loaded.types();
          assertArrayEquals(kernel.toBytes(), types.toBytes());
          assertTrue(types.find("task_struct", BtfStruct.class).isPresent());
        } else if (info.origin() == BtfInfo.Origin.MODULE) {
          assertTrue(loaded.types(kernel).typeCount() > kernel.typeCount(), info.name());
          assertEquals(kernel.typeCount(), loaded.types().base().orElseThrow().typeCount());
        }
      }
    }
  }

  private static List<Integer> forget() {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(LoadedBtf.load(task()).id());
    }
    return ids;
  }

  @Test
  void whatIsForgottenIsClosedByTheCleaner() {
    List<Integer> forgotten = forget();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Kernel.btfObjects().anyMatch(info -> forgotten.contains(info.id()))
        && System.nanoTime() < deadline) {
      System.gc();
    }
    assertTrue(Kernel.btfObjects().noneMatch(info -> forgotten.contains(info.id())));
  }

  /** Each reader gets all of the types, or is told that the handle is closed; and nothing else. */
  @Test
  void readersAndACloseMeetOnOtherThreads() throws Exception {
    byte[] expected = task().toBytes();
    OpenFiles before = OpenFiles.now();
    for (int round = 0; round < 200; round++) {
      LoadedBtf loaded = LoadedBtf.load(task());
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        all.add(CompletableFuture.runAsync(() -> read(loaded, start, expected)));
      }
      start.countDown();
      loaded.close();
      for (CompletableFuture<Void> one : all) {
        one.get(30, TimeUnit.SECONDS);
      }
    }
    before.assertNoMore();
  }

  private static void read(LoadedBtf loaded, CountDownLatch start, byte[] expected) {
    try {
      start.await();
      while (true) {
        assertArrayEquals(expected, loaded.types().toBytes());
      }
    } catch (IllegalStateException e) {
      assertEquals("BTF with id " + loaded.id() + " is closed", e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a process without capabilities is told. */
  static final class Unprivileged {
    private Unprivileged() {}

    public static void main(String[] args) {
      try (LoadedBtf loaded = LoadedBtf.load(task())) {
        System.out.println("loaded: " + loaded);
      } catch (BpfException e) {
        System.out.println("refused: " + e.getClass().getSimpleName() + ": " + e.getMessage());
      }
      try (LoadedBtf opened = LoadedBtf.open(1)) {
        System.out.println("opened: " + opened);
      } catch (BpfException e) {
        System.out.println("refused: " + e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void theMissingCapabilityIsNamed() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", "-all", "--inh-caps", "-all"));
    command.addAll(ChildProcess.java(Unprivileged.class));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertEquals(0, child.status(), child.output());
    List<String> told =
        child.output().lines().filter(line -> line.matches("(loaded|opened|refused): .*")).toList();
    String type = "refused: " + BpfPermissionException.class.getSimpleName() + ": ";
    assertEquals(2, told.size(), child.output());
    assertTrue(
        told.get(0).startsWith(type + "load BTF 'tasks, 3 types': EPERM (-1), the process lacks"),
        child.output());
    assertTrue(
        told.get(1)
            .startsWith(type + "open the BTF object with id 1: EPERM (-1), the process lacks"),
        child.output());
  }
}
