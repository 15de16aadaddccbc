package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RefusedWithout;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.raw.global.plain;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;

/**
 * What the kernel's own tests of global data prove of libbpf in C, proved of this library in Java:
 * the same facts, in tests and objects of our own.
 *
 * <table>
 * <caption>tools/testing/selftests/bpf/prog_tests and what stands for each of its tests here</caption>
 * <tr><th>there</th><th>here</th></tr>
 * <tr><td>global_data.c: number</td><td>{@link #numbersOfEverySection}</td></tr>
 * <tr><td>global_data.c: string</td><td>{@link #stringsOfEverySection}</td></tr>
 * <tr><td>global_data.c: struct</td><td>{@link #structsOfEverySection}</td></tr>
 * <tr><td>global_data.c: rdonly</td><td>{@link #constantsAreReadOnlyForEverybody}</td></tr>
 * <tr><td>global_data_init.c</td>
 *     <td>{@link #aWholeSectionIsReplacedBeforeLoadAndNotAfter}; per-CPU data needs a newer libbpf:
 *     {@link DisagreementsKernelTest#aPerCpuSectionIsNoSectionYet}</td></tr>
 * <tr><td>skeleton.c</td><td>{@link #everySectionBeforeAndAfterLoad}</td></tr>
 * <tr><td>linked_vars.c</td><td>{@link #variablesOfLinkedObjects}</td></tr>
 * <tr><td>core_extern.c</td><td>{@link SelfTestKconfigKernelTest}</td></tr>
 * <tr><td>global_map_resize.c: bss, data</td>
 *     <td>{@link #anArrayAtTheEndOfBssGrows}, {@link #anArrayInASectionOfItsOwnGrows}</td></tr>
 * <tr><td>global_map_resize.c: invalid</td><td>{@link #whatCannotGrowSaysSo}</td></tr>
 * <tr><td>test_veristat.c: set_global_vars</td><td>{@link SelfTestNestedKernelTest}</td></tr>
 * <tr><td>ksyms.c, ksyms_btf.c, ksyms_module.c, test_ksyms_weak.c</td>
 *     <td>{@link ExternsKernelTest}</td></tr>
 * </table>
 */
@KernelTest
class SelfTestsKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  record Mixed(int small, long medium, long large) {}

  record Pair(int first, long second) {}

  private static List<Long> longs(GlobalVariable array, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> array.field("[" + i + "]").getLong()).toList();
  }

  @Test
  void numbersOfEverySection() {
    try (BpfObject object = BpfObjects.load("selftest_numbers.bpf.o")) {
      object.program("look").testRun(PACKET);
      assertEquals(
          List.of(0L, 42L, 0xc0ffeeL, 24L, 0x5a5a5a5a5a5a5a5aL, -1L, 1234L, 0x1122334455667788L),
          longs(object.variable("seen"), 0, 8));
      assertEquals(1234, object.variable("changing").getLong());
      assertEquals(0, object.variable("zero").getLong());
      assertEquals(-1, object.variable("look.inner").getLong());
    }
  }

  @Test
  void stringsOfEverySection() {
    String alphabet = "abcdefghijklmnopqrstuvwxyz";
    try (BpfObject object = BpfObjects.load("selftest_numbers.bpf.o")) {
      assertEquals(alphabet, object.variable("text").getString());
      object.program("look").testRun(PACKET);
      assertEquals(alphabet, object.variable("seen_text[0]").getString());
      assertEquals(alphabet, object.variable("seen_text[1]").getString());
      assertEquals("", object.variable("seen_text[2]").getString());
      assertEquals("abcdexghijklmnopqrstuvwxyz", object.variable("text").getString());
      assertEquals("", object.variable("empty_text").getString());
      assertArrayEquals(
          Arrays.copyOf("\0\0y".getBytes(StandardCharsets.US_ASCII), 32),
          object.variable("empty_text").getBytes());
    }
  }

  @Test
  void structsOfEverySection() {
    Mixed constant = new Mixed(42, 0xfefeefefL, 0x1122334455667788L);
    Mixed changeable = new Mixed(41, 0xeeeeefefL, 0x2122334455667788L);
    try (BpfObject object = BpfObjects.load("selftest_numbers.bpf.o")) {
      object.program("look").testRun(PACKET);
      assertEquals(constant, object.variable("constant_mixed").get(Mixed.class));
      assertEquals(changeable, object.variable("mixed").get(Mixed.class));
      assertEquals(
          List.of(constant, changeable, new Mixed(0, 0, 0)),
          List.of(object.variable("seen_mixed").get(Mixed[].class)));
      object.variable("empty_mixed").set(changeable);
      object.program("look").testRun(PACKET);
      assertEquals(changeable, object.variable("seen_mixed[2]").get(Mixed.class));
    }
  }

  @Test
  void constantsAreReadOnlyForEverybody() {
    try (BpfObject object = BpfObjects.load("selftest_numbers.bpf.o")) {
      DataSection section = object.section(".rodata");
      assertTrue(section.isReadOnly());
      assertThrows(ReadOnlyVariableException.class, () -> object.variable("fixed").setLong(1));
      int fd = section.whileOpen(NativeMap::fd);
      byte[] bytes = new byte[section.size()];
      assertEquals(-1, plain.lbj_map_update(fd, new byte[4], bytes, 0)); // EPERM, the kernel's own
      assertEquals(24, object.variable("fixed").getLong());
    }
  }

  @Test
  void aWholeSectionIsReplacedBeforeLoadAndNotAfter() {
    try (OpenBpfObject open = BpfObjects.open("selftest_numbers.bpf.o")) {
      OpenDataSection rodata = open.section(".rodata");
      GlobalVariable text = open.variable("constant_text");
      assertEquals(
          "variable 'constant_text' (const volatile char[32], 32 bytes) cannot take 31 bytes",
          assertThrows(IllegalArgumentException.class, () -> text.setBytes(new byte[31]))
              .getMessage());
      rodata.fill((byte) 0);
      byte[] written = rodata.bytes();
      try (BpfObject object = open.load()) {
        assertArrayEquals(written, object.section(".rodata").bytes());
        object.program("look").testRun(PACKET);
        assertEquals(0, object.variable("seen[3]").getLong());
        assertEquals(
            "object 'selftest_numbers.bpf.o' was consumed by load(); use the BpfObject it returned",
            assertThrows(IllegalStateException.class, () -> rodata.fill((byte) 1)).getMessage());
      }
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void everySectionBeforeAndAfterLoad() {
    try (OpenBpfObject open = BpfObjects.open("selftest_sections.bpf.o")) {
      assertFalse(open.findSection(".kconfig").isPresent());
      assertEquals(
          List.of(
              ".bss",
              ".data",
              ".data.dyn",
              ".data.hidden_alone",
              ".data.read_mostly",
              ".rodata",
              ".rodata.dyn"),
          open.sections().stream().map(OpenDataSection::name).sorted().toList());
      for (String name : List.of("in_int", "out_int", "in_long", "out_long", "in_liar")) {
        assertEquals(-1, open.variable(name).getLong(), name);
      }
      for (String name : List.of("in_char", "out_char", "in_aligned", "in_constant.number")) {
        assertEquals(0, open.variable(name).getLong(), name);
      }
      assertEquals(4, open.variable("in_liar").size(), "of a typedef int64_t that has 32 bits");
      assertEquals(0, open.variable("in_aligned").offset() % 64);
      assertEquals(List.of(-1L, -2L, -3L, -4L), longs(open.variable("in_dyn"), 0, 4));
      assertEquals(List.of(1L, 2L, 3L, 4L), longs(open.variable("out_dyn"), 0, 4));

      open.variable("in_int").setInt(10);
      open.variable("in_long").setLong(11);
      open.variable("in_char").setByte((byte) 12);
      open.variable("in_aligned").setLong(13);
      open.variable("in_constant.number").setInt(14);
      open.variable("dyn_count").setInt(4);
      open.variable("in_dyn").set(List.of(10, 11, 12, 13));
      try (BpfObject object = open.load()) {
        assertEquals(10, object.variable("in_int").getInt());
        assertEquals(11, object.variable("in_long").getLong());
        assertEquals(12, object.variable("in_char").getByte());
        assertEquals(13, object.variable("in_aligned").getLong());
        assertEquals(14, object.variable("in_constant.number").getInt());
        assertEquals(List.of(10L, 11L, 12L, 13L), longs(object.variable("in_dyn"), 0, 4));

        object.variable("in_int").setInt(1);
        object.variable("in_long").setLong(2);
        object.variable("in_char").setByte((byte) 3);
        object.variable("in_aligned").setLong(4);
        object.variable("in_pair").set(new Pair(5, 6));
        object.variable("in_liar").setInt(7);
        object.variable("in_hot").setInt(123);
        object.program("copy").testRun(PACKET);
        assertEquals(1, object.variable("out_int").getInt());
        assertEquals(2, object.variable("out_long").getLong());
        assertEquals(3, object.variable("out_char").getByte());
        assertEquals(4, object.variable("out_aligned").getLong());
        assertEquals(new Pair(5, 6), object.variable("out_pair").get(Pair.class));
        assertEquals(7, object.variable("out_liar").getInt());
        assertEquals(14, object.variable("out_constant").getInt());
        assertEquals(123, object.variable("out_hot").getInt());
        assertEquals(List.of(10L, 11L, 12L, 13L), longs(object.variable("out_dyn"), 0, 4));
        assertEquals(123, object.variable("huge[" + ((16 << 20) - 1) + "]").getInt());
        assertEquals(
            object.variable("CONFIG_BPF_SYSCALL").getBoolean(),
            object.variable("out_syscall").getBoolean());
        assertEquals(
            object.variable("LINUX_KERNEL_VERSION").getInt(),
            object.variable("out_version").getInt());
        // Where libbpf leaves a section of statics unmapped, this library has asked for more.
        assertEquals(AccessMode.MAPPED, object.section(".data.hidden_alone").accessMode());
        assertEquals(8, object.variable("hidden_alone").intHandle().get());
      }
    }
  }

  @Test
  void variablesOfLinkedObjects(@TempDir Path folder) throws Exception {
    byte[] linked =
        Bpftool.link(
            folder,
            BpfObjects.bytes("selftest_linked1.bpf.o"),
            BpfObjects.bytes("selftest_linked2.bpf.o"));
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(linked))) {
      open.variable("in_bss1").setInt(1000);
      open.variable("in_bss2").setInt(2000);
      open.variable("in_bss_weak").setInt(3000);
      try (BpfObject object = open.load()) {
        object.program("first").testRun(PACKET);
        object.program("second").testRun(PACKET);
        for (int half = 1; half <= 2; half++) {
          assertEquals(1000 + 2000 + 3000, object.variable("out_bss" + half).getInt());
          assertEquals(1 + 2 + 10, object.variable("out_data" + half).getInt());
          assertEquals(11 + 22 + 100, object.variable("out_rodata" + half).getInt());
          assertEquals(
              object.variable("LINUX_KERNEL_VERSION").getInt() + 1L,
              object.variable("out_extern" + half).getLong());
        }
        assertTrue(object.variable("CONFIG_BPF_SYSCALL").getBoolean());
      }
    }
  }

  @Test
  void anArrayAtTheEndOfBssGrows() {
    grow(".bss", "array", "bss_length", "sum_bss");
  }

  @Test
  void anArrayInASectionOfItsOwnGrows() {
    grow(".data.custom", "custom", "data_length", "sum_data");
  }

  private static void grow(String name, String array, String length, String program) {
    int page = 4096;
    try (OpenBpfObject open = BpfObjects.open("selftest_resize.bpf.o")) {
      OpenDataSection section = open.section(name);
      open.variable(array + "[0]").setInt(1); // what was set is kept
      int start = open.variable(array).offset();
      assertTrue(section.resize(start + 2 * page));
      assertEquals(start + 2 * page, section.size());
      int elements = 2 * page / Integer.BYTES;
      assertEquals(2 * page, open.variable(array).size());
      assertEquals(1, open.variable(array + "[0]").getInt());
      open.variable(array).set(Collections.nCopies(elements, 1));
      open.variable("bss_length").setLong(1);
      open.variable("data_length").setLong(1);
      open.variable(length).setLong(elements);
      try (BpfObject object = open.load()) {
        object.program(program).testRun(PACKET);
        assertEquals(elements, object.variable("sum").getInt());
      }
    }
  }

  @Test
  void whatCannotGrowSaysSo() {
    try (OpenBpfObject open = BpfObjects.open("selftest_resize.bpf.o")) {
      Map<String, Integer> sizes =
          Map.of(
              ".data.custom", 6, // one element and a half
              ".data.no_array", 1024,
              ".data.not_last", 8 * Integer.BYTES);
      sizes.forEach(
          (name, size) -> {
            assertFalse(open.section(name).resize(size), name);
            assertEquals(size, open.section(name).size());
          });
      open.variable("bss_length").setLong(1);
      open.variable("data_length").setLong(1);
      try (BpfObject object = open.load()) {
        object.variable("custom[0]").setInt(9);
        object.program("sum_data").testRun(PACKET);
        assertEquals(9, object.variable("sum").getInt());
        assertEquals("volatile int no_array = 0", object.variable("no_array").toString());
      }
    }
  }

  @Test
  @RefusedWithout(Feature.LARGE_SECTIONS)
  void theVersionIsThatOfTheRunningKernel() {
    try (BpfObject object = BpfObjects.load("selftest_sections.bpf.o")) {
      int version = object.variable("LINUX_KERNEL_VERSION").getInt();
      KernelVersion running = KernelVersion.running();
      assertEquals(running.major(), version >> 16);
      assertEquals(running.minor(), version >> 8 & 0xff);
    }
  }
}
