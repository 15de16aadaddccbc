package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.BpfLoadException;

/** Externs are the kernel's: its configuration has values after load, its symbols addresses. */
@KernelTest
class ExternsKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final String CONFIGURATION =
      """
      CONFIG_BPF_SYSCALL=y
      CONFIG_BPF_JIT=m
      CONFIG_HZ=1234
      CONFIG_DEFAULT_HOSTNAME="(none)"
      """;

  private static OpenBpfObject open() {
    return BpfObjects.open(
        "externs.bpf.o", OpenOptions.defaults().withName("externs").withKconfig(CONFIGURATION));
  }

  @Test
  void configurationHasNoValueBeforeLoad() {
    try (OpenBpfObject open = open()) {
      BpfException refused = assertThrows(BpfException.class, () -> open.variable("CONFIG_HZ"));
      assertEquals(
          "section '.kconfig' of object 'externs' has no values before load; override the kernel's"
              + " configuration by OpenOptions.withKconfig",
          refused.getMessage());
    }
  }

  @Test
  void configurationIsReadAfterLoadAsOverriddenAndCannotBeWritten() {
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      assertEquals(1234, object.variable("CONFIG_HZ").getInt());
      assertEquals(1234, object.variable("seen_hz").getInt());
      assertTrue(object.variable("CONFIG_BPF_SYSCALL").getBoolean());
      assertEquals("TRI_MODULE", object.variable("CONFIG_BPF_JIT").getString());
      assertEquals("(none)", object.variable("CONFIG_DEFAULT_HOSTNAME").getString());
      assertEquals(
          object.variable("LINUX_KERNEL_VERSION").getLong(),
          object.variable("seen_version").getLong());
      assertNotEquals(0, object.variable("seen_version").getLong());
      assertEquals(0, object.variable("CONFIG_NO_SUCH_OPTION").getLong());
      assertEquals(0, object.variable("seen_missing").getLong());
      assertEquals(
          "variable 'CONFIG_HZ' is read-only: it lies in .kconfig",
          assertThrows(
                  ReadOnlyVariableException.class, () -> object.variable("CONFIG_HZ").setInt(1))
              .getMessage());
    }
  }

  @Test
  void aKernelSymbolHasTheAddressThatTheProgramSeesAndNoValue() {
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      assertNotEquals(0, object.ksym("bpf_map_put"));
      assertEquals(object.variable("seen_map_put").getLong(), object.ksym("bpf_map_put"));
      assertEquals(object.variable("seen_prog_put").getLong(), object.ksym("bpf_prog_put"));
      assertEquals(0, object.ksym("no_such_symbol"));
      assertEquals(0, object.variable("seen_no_such").getLong());
      assertEquals(
          "externs: no loaded program uses a kernel symbol 'bpf_map_get'; used are: bpf_map_put,"
              + " bpf_prog_put, no_such_symbol",
          assertThrows(NoSuchMemberException.class, () -> object.ksym("bpf_map_get")).getMessage());
      assertEquals(
          "kernel symbols have an address and no value: ask ksym()",
          assertThrows(BpfException.class, () -> object.variable("bpf_map_put")).getMessage());
    }
  }

  @Test
  void aKernelFunctionHasItsAddressWhereTheKernelHasIt() {
    try (OpenBpfObject open = BpfObjects.open("typed_externs.bpf.o")) {
      open.program("variables").setAutoload(false);
      try (BpfObject object = open.load()) {
        object.program("functions").testRun(PACKET);
        boolean known = object.variable("called").getLong() == 1; // from Linux 6.2 on
        assertEquals(KernelVersion.running().isAtLeast(new KernelVersion(6, 2, 0)), known);
        assertEquals(object.variable("seen_lock").getLong(), object.ksym("bpf_rcu_read_lock"));
        assertEquals(known, object.ksym("bpf_rcu_read_lock") != 0);
        assertEquals(known, object.ksym("bpf_rcu_read_unlock___mine") != 0);
        assertEquals(0, object.ksym("bpf_no_such_function"));
        assertEquals(0, object.variable("seen_missing").getLong());
        assertEquals(0, object.ksym("no_such_variable"));
        assertEquals(0, object.variable("seen_no_variable").getLong());
        assertThrows(NoSuchMemberException.class, () -> object.ksym("runqueues"));
      }
    }
  }

  @Test
  void aKernelVariableWithATypeHasTheAddressThatTheProgramSees() throws IOException {
    boolean listed;
    try (Stream<String> symbols = Files.lines(Path.of("/proc/kallsyms"))) {
      listed = symbols.anyMatch(line -> line.endsWith(" runqueues"));
    }
    Path types = Path.of("/sys/kernel/btf/vmlinux");
    boolean typed = // not every kernel's BTF has its per-CPU variables
        Files.exists(types)
            && Btf.parse("vmlinux", Files.readAllBytes(types))
                .find("runqueues", BtfVar.class)
                .isPresent();
    try (OpenBpfObject open = BpfObjects.open("typed_externs.bpf.o")) {
      open.program("functions").setAutoload(false);
      if (typed && !listed) { // no CONFIG_KALLSYMS_ALL: the kernel itself does not find it
        BpfLoadException refused = assertThrows(BpfLoadException.class, open::load);
        assertTrue(refused.verifierLog().contains("kernel symbol 'runqueues'"), refused.reason());
        return;
      }
      try (BpfObject object = open.load()) {
        object.program("variables").testRun(TestRun.once().withContext(new byte[16]));
        assertEquals(typed, object.ksym("runqueues") != 0);
        assertEquals(object.variable("seen_runqueues").getLong(), object.ksym("runqueues"));
        assertEquals(object.variable("seen_active").getLong(), object.ksym("bpf_prog_active"));
        assertEquals(
            "kernel symbols have an address and no value: ask ksym()",
            assertThrows(BpfException.class, () -> object.variable("runqueues")).getMessage());
      }
    }
  }

  @Test
  void aStrongExternThatTheKernelLacksIsNamed() {
    byte[] config =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name)))
            extern int CONFIG_NO_SUCH_OPTION SEC(".kconfig");
            SEC("socket") int run(void *ctx) { return CONFIG_NO_SUCH_OPTION; }
            char _license[] SEC("license") = "GPL";
            """);
    byte[] symbol =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name)))
            extern const void no_such_symbol SEC(".ksyms");
            SEC("socket") int run(void *ctx) { return (long)&no_such_symbol; }
            char _license[] SEC("license") = "GPL";
            """);
    byte[] function =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name)))
            extern int no_such_function(void) SEC(".ksyms");
            SEC("tc") int run(void *ctx) { return no_such_function(); }
            char _license[] SEC("license") = "GPL";
            """);
    String missing =
        ". Hint: Where only some kernels have it, declare it __weak and ask bpf_ksym_exists(%s)"
            + " before using it";
    assertEquals(
        "load object 'object': EINVAL (-22): the kernel has no function 'no_such_function' that"
            + " programs could call (kfunc)"
            + missing.formatted("no_such_function"),
        failure(function));
    assertEquals(
        "load object 'object': ESRCH (-3): the kernel's configuration says nothing of"
            + " 'CONFIG_NO_SUCH_OPTION'. Hint: Give it by"
            + " OpenOptions.withKconfig(\"CONFIG_NO_SUCH_OPTION=…\"), or declare it __weak",
        failure(config));
    assertEquals(
        "load object 'object': ESRCH (-3): the kernel has no symbol 'no_such_symbol' in"
            + " /proc/kallsyms"
            + missing.formatted("no_such_symbol"),
        failure(symbol));
  }

  private static @Nullable String failure(byte[] elf) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      return assertThrows(BpfException.class, open::load).getMessage();
    }
  }
}
