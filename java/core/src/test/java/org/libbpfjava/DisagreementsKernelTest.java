package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.BtfPatch;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * Objects met in the wild that disagree with themselves, with libbpf or with the kernel: each is
 * opened and loaded here, what it contradicts itself about is refused with both sides, and all else
 * works.
 *
 * <p>Elsewhere: two static variables of one name in {@link SectionsKernelTest}; data maps that are
 * reused and keep their content in {@link OpenDataSectionKernelTest} and {@link
 * ForeignMapKernelTest}; what each of these means for the table alone, without a kernel, in
 * VariableTableTest.
 */
@KernelTest
class DisagreementsKernelTest {
  /** d0d78c1df9b1 ("bpf: Allow locking bpf_spin_lock global variables"). */
  private static final KernelVersion GLOBAL_LOCKS = KernelVersion.of(6, 2);

  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final String HEAD =
      """
      #define SEC(name) __attribute__((section(name), used))
      typedef unsigned int __u32;
      typedef unsigned long long __u64;
      char _license[] SEC("license") = "GPL";
      """;

  private static BpfObject load(byte[] elf) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      return open.load();
    }
  }

  private static String refused(Class<? extends Exception> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  @Test
  void aWeakVariableThatAnotherReplacedLiesElsewhereThanBtfSays(@TempDir Path folder)
      throws Exception {
    byte[] first =
        Clang.object(
            HEAD
                + """
                volatile int before = 1, between = 2;
                __attribute__((weak)) volatile int limit = 5;
                SEC("socket") int one(void *ctx) { return limit + before + between; }
                """);
    byte[] second =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            volatile int limit = 50;
            SEC("socket") int two(void *ctx) { return limit; }
            """);
    String problem =
        "object: variable 'limit' in .data: BTF places it at byte 8, its symbol at byte 12";
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(Bpftool.link(folder, first, second)))) {
      assertEquals(problem, refused(InvalidBpfObjectException.class, () -> open.variable("limit")));
      open.variable("between").setInt(20);
      try (BpfObject object = open.load()) {
        assertEquals(
            problem, refused(InvalidBpfObjectException.class, () -> object.variable("limit")));
        assertEquals(50 + 1 + 20, object.program("one").testRun(PACKET).returnValue());
        object.variable("before").setInt(100);
        assertEquals(50 + 100 + 20, object.program("one").testRun(PACKET).returnValue());
        String refusal =
            "  /* variable 'limit' in .data: BTF places it at byte 8, its symbol at byte 12 */\n";
        assertTrue(object.dump().contains(refusal), object.dump());
        assertFalse(object.values().toString().contains("limit"));
      }
    }
  }

  @Test
  void anIntInABssOfTwoBytes() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                volatile short narrow;
                volatile int other = 1;
                SEC("socket") int run(void *ctx) { narrow++; return other; }
                """);
    BtfPatch patch = BtfPatch.of(elf);
    patch.sizeOrType(patch.id("narrow", BtfVar.class), patch.id("int", BtfInt.class));
    patch.sizeInSection(".bss", "narrow", 4);
    String problem =
        "object: variable 'narrow' in .bss: BTF says that it takes 4 bytes, its symbol 2";
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals(
          problem, refused(InvalidBpfObjectException.class, () -> open.variable("narrow")));
      assertEquals(2, open.section(".bss").size());
      open.variable("other").setInt(9);
      try (BpfObject object = open.load()) {
        assertEquals(
            problem, refused(InvalidBpfObjectException.class, () -> object.variable("narrow")));
        assertEquals(9, object.program("run").testRun(PACKET).returnValue());
        assertEquals(1, object.section(".bss").bytes()[0]);
      }
    }
  }

  @Test
  void twoGibibytesInAKconfigOfFive() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                extern char CONFIG_SMALL[5] __attribute__((section(".kconfig"), weak));
                volatile int other = 1;
                SEC("socket") int run(void *ctx) { return CONFIG_SMALL[0] + other; }
                """);
    BtfPatch.of(elf).sizeInSection(".kconfig", "CONFIG_SMALL", Integer.MIN_VALUE);
    try (BpfObject object = load(elf)) {
      assertEquals(
          "object: variable 'CONFIG_SMALL' in .kconfig: its 2147483648 bytes from byte 0 on reach"
              + " beyond the section's 5 bytes",
          refused(InvalidBpfObjectException.class, () -> object.variable("CONFIG_SMALL")));
      assertEquals(1, object.program("run").testRun(PACKET).returnValue());
      assertEquals(1, object.variable("other").getInt());
    }
  }

  @Test
  void aSectionWithoutBytesThatBtfNames() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                SEC(".data.empty") int nothing[0];
                SEC("socket") int run(void *ctx) { return 0; }
                """);
    assertEquals(
        "object: libbpf cannot open it: ENOENT (-2): section '.data.empty', which its BTF names, has"
            + " no bytes: give its variables a size, or leave them out",
        refused(InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(elf))));
  }

  @Test
  void typesThatTheKernelRefusesAreStillTypesHere() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                struct limit { int min, max; };
                volatile struct limit limits[2] = { { 1, 2 }, { 3, 4 } };
                static volatile int calls;
                SEC("socket") int run(void *ctx) { calls++; return limits[1].max; }
                """);
    BtfPatch patch = BtfPatch.of(elf);
    patch.firstLetter(patch.id("limit", BtfStruct.class), '-'); // no C identifier any more
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.variable("limits[1].max").setInt(70);
      try (BpfObject object = open.load()) {
        assertEquals(70, object.program("run").testRun(PACKET).returnValue());
        object.variable("limits[1].max").setInt(71);
        assertEquals(71, object.program("run").testRun(PACKET).returnValue());
        assertEquals(AccessMode.MAPPED, object.variable("limits").accessMode());
        assertEquals(2, object.variable("calls").intHandle().get());
        assertEquals(
            "volatile struct -imit limits[2] = {{.min = 1, .max = 2}, {.min = 3, .max = 71}}",
            object.variable("limits").toString());
      }
    }
  }

  @Test
  void aMapWhoseSizeIsLeftToTheUser() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                struct {
                  int (*type)[1]; /* BPF_MAP_TYPE_HASH */
                  __u32 *key;
                  __u64 *value;
                } flows SEC(".maps");
                volatile int other = 1;
                SEC("socket") int run(void *ctx) { return (long)&flows != 0 ? other : 0; }
                """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals(0, open.map("flows").maxEntries());
      assertEquals(
          "load object 'object': EINVAL (-22): map 'flows' (hash, key 4 bytes, value 8 bytes,"
              + " max_entries 0, flags 0x0) cannot be created: -EINVAL. Hint: The object leaves its"
              + " size to the user: map(\"flows\").setMaxEntries(…) before load",
          refused(BpfException.class, open::load));
    }
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.map("flows").setMaxEntries(100);
      open.variable("other").setInt(5);
      try (BpfObject object = open.load()) {
        assertEquals(5, object.program("run").testRun(PACKET).returnValue());
        assertTrue(object.findMap("flows").isPresent());
      }
    }
  }

  @Test
  void kindsThatNoPublicObjectShows() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                enum big { SMALL = 1, HUGE = 0xffffffffffffffffULL };
                struct bits { int five : 5; long long forty : 40; unsigned rest : 3; };
                struct flexible { __u32 count; unsigned short items[]; };
                volatile float ratio = 0.5f;
                volatile double precise = 0.25;
                volatile enum big big = HUGE;
                volatile __int128 wide = -2;
                volatile struct bits bits = { -3, -(1LL << 38), 5 };
                volatile struct flexible flexible = { 3, { 10, 20, 30 } };
                volatile long long seen[8];
                SEC("socket") int run(void *ctx)
                {
                  seen[0] = *(volatile int *)&ratio;
                  seen[1] = *(volatile long long *)&precise;
                  seen[2] = big;
                  seen[3] = ((volatile long long *)&wide)[0];
                  seen[4] = ((volatile long long *)&wide)[1];
                  seen[5] = bits.five;
                  seen[6] = bits.forty;
                  seen[7] = flexible.items[2];
                  bits.five = 7;
                  bits.forty = (1LL << 38) - 1;
                  return 0;
                }
                """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals("HUGE", open.variable("big").getString());
      assertEquals(-3, open.variable("bits.five").getInt());
      assertEquals(-(1L << 38), open.variable("bits.forty").getLong());
      assertEquals(10, open.variable("flexible").size());
      open.variable("ratio").setFloat(1.5f);
      open.variable("precise").setDouble(-2.5);
      open.variable("wide").set(java.math.BigInteger.TWO.pow(100).negate());
      open.variable("bits.five").setInt(-16);
      open.variable("bits.forty").setLong(-(1L << 39));
      open.variable("flexible.items[2]").setInt(60000);
      try (BpfObject object = open.load()) {
        object.program("run").testRun(PACKET);
        List<Long> seen =
            java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> object.variable("seen[" + i + "]").getLong())
                .toList();
        assertEquals(
            List.of(
                (long) Float.floatToIntBits(1.5f),
                Double.doubleToLongBits(-2.5),
                -1L,
                0L,
                -(1L << 36),
                -16L,
                -(1L << 39),
                60000L),
            seen);
        assertEquals(7, object.variable("bits.five").getInt());
        assertEquals((1L << 38) - 1, object.variable("bits.forty").getLong());
        assertEquals(5, object.variable("bits.rest").getInt());
        assertEquals(
            "volatile struct bits bits = {.five = 7, .forty = 274877906943, .rest = 5}",
            object.variable("bits").toString());
        assertEquals(
            "volatile struct flexible flexible = {.count = 3, .items = {10, 20, 60000}}",
            object.variable("flexible").toString());
      }
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void aLargeBssIsSetAndLoadedAsASmallOne() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                volatile int large[16 << 20];
                SEC("socket") int run(void *ctx) { return large[15 << 20]; }
                """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals(64 << 20, open.section(".bss").size());
      open.variable("large[" + (15 << 20) + "]").setInt(77);
      assertTrue(open.section(".bss").isChanged());
      try (BpfObject object = open.load()) {
        assertEquals(77, object.program("run").testRun(PACKET).returnValue());
        object.variable("large[" + (15 << 20) + "]").setInt(78);
        assertEquals(78, object.program("run").testRun(PACKET).returnValue());
      }
    }
  }

  @Test
  void aPerCpuSectionIsNoSectionYet() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                SEC(".percpu") int counter;
                volatile int other = 1;
                SEC("socket") int run(void *ctx) { return other; }
                """);
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      assertEquals(
          "object: no variable 'counter', which lies in section '.percpu', where libbpf looks for"
              + " none; it has: other",
          refused(NoSuchMemberException.class, () -> open.variable("counter")));
      assertEquals(
          "object: no section '.percpu'; it has: .data",
          refused(BpfException.class, () -> open.section(".percpu")));
      try (BpfObject object = open.load()) {
        assertEquals(1, object.program("run").testRun(PACKET).returnValue());
      }
    }
  }

  @Test
  void aSectionInWhichTheKernelOwnsFieldsIsReachedBySystemCall() {
    for (String linkage : List.of("static", "__attribute__((visibility(\"hidden\")))", "")) {
      byte[] elf =
          Clang.object(
              HEAD
                  + """
                  struct bpf_spin_lock { __u32 val; };
                  static long (*lock_it)(volatile void *) = (void *)93;
                  static long (*unlock_it)(volatile void *) = (void *)94;
                  %1$s struct bpf_spin_lock lock SEC(".data.locked") = { 9 };
                  %1$s volatile int guarded SEC(".data.locked") = 5;
                  volatile int other = 1;
                  SEC("tc") int run(void *ctx)
                  {
                    lock_it(&lock);
                    int now = ++guarded;
                    unlock_it(&lock);
                    return now + other;
                  }
                  """
                      .formatted(linkage));
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
        assertEquals(9, open.variable("lock.val").getInt()); // what the object file has
        open.variable("guarded").setInt(40);
        if (!KernelVersion.running().isAtLeast(GLOBAL_LOCKS)) {
          String reason = assertThrows(BpfLoadException.class, open::load).reason();
          assertTrue(
              reason.endsWith("is not a struct type or bpf_spin_lock is mangled") // 5.10
                  || reason.equals("bpf_spin_unlock of different lock"), // 6.1: each load is one
              reason);
          continue;
        }
        try (BpfObject object = open.load()) {
          GlobalVariable guarded = object.variable("guarded");
          assertEquals(AccessMode.SYSCALL, guarded.accessMode(), linkage);
          assertEquals(41 + 1, object.program("run").testRun(PACKET).returnValue());
          assertEquals(41, guarded.getInt());
          guarded.setInt(50);
          assertEquals(51 + 1, object.program("run").testRun(PACKET).returnValue());
          assertEquals(0, object.variable("lock.val").getInt()); // the kernel does not show it
          assertEquals(
              "variable 'guarded' has no handle: section '.data.locked' is not mapped: it holds"
                  + " struct bpf_spin_lock, which is the kernel's; variables for Java belong into"
                  + " another section",
              refused(BpfException.class, guarded::intHandle));
          assertEquals(AccessMode.MAPPED, object.variable("other").accessMode());
        }
      }
    }
  }

  @Test
  void aConfigurationHasItsBytesAfterLoadAlone() {
    byte[] elf =
        Clang.object(
            HEAD
                + """
                extern int CONFIG_ANSWER __attribute__((section(".kconfig"), weak));
                SEC("socket") int run(void *ctx) { return CONFIG_ANSWER; }
                """);
    OpenOptions options = OpenOptions.defaults().withKconfig("CONFIG_ANSWER=42\n");
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf), options)) {
      String message = refused(BpfException.class, () -> open.variable("CONFIG_ANSWER"));
      assertTrue(message.toLowerCase(Locale.ROOT).contains("no values before load"), message);
      assertTrue(open.variables().isEmpty());
      try (BpfObject object = open.load()) {
        assertEquals(42, object.variable("CONFIG_ANSWER").getInt());
        assertEquals(42, object.program("run").testRun(PACKET).returnValue());
        assertEquals(List.of(".kconfig"), List.copyOf(object.values().keySet()));
      }
    }
  }
}
