package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Loading;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * Objects that cannot be loaded for what they ask of the kernel: the message says which and why.
 */
@KernelTest
class LoadReasonsKernelTest {
  private static final String HEAD =
      """
      #define SEC(name) __attribute__((section(name), used))
      typedef unsigned int __u32;
      typedef unsigned long long __u64;
      char _license[] SEC("license") = "GPL";
      """;

  /** LIBBPF_PIN_BY_NAME is 1, an array 2. */
  private static final String PINNED =
      HEAD
          + """
          struct {
            int (*type)[2];
            int (*max_entries)[4];
            int (*pinning)[1];
            __u32 *key;
            __u64 *value;
          } counts SEC(".maps");
          SEC("socket") int prog(void *ctx) { return (long)&counts != 0; }
          """;

  private static <E extends BpfException> E refused(Class<E> type, String source, String... flags) {
    byte[] elf = Clang.object(HEAD + source, flags);
    return assertThrows(
        type,
        () -> {
          try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
            open.load().close();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "fentry/vfs_reed, function 'vfs_reed', vfs_read",
    "fexit/vfs_reed, function 'vfs_reed', vfs_read",
    "tp_btf/sched_swich, tracepoint 'sched_swich', sched_switch",
    "lsm/file_opem, LSM hook 'file_opem', file_open",
    "iter/bpf_mapp, iterator 'bpf_mapp', bpf_map"
  })
  void aTargetThatTheKernelLacksIsNamedWithThoseNearIt(String section, String what, String near) {
    BpfLoadException e =
        refused(
            BpfLoadException.class, "SEC(\"" + section + "\") int prog(void *ctx) { return 0; }");
    assertEquals("prog", e.program());
    assertEquals("the kernel has no " + what + " for section '" + section + "'", e.reason());
    assertTrue(e.hint().startsWith("Near names: " + near), e.hint());
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith(
                "load program 'prog' of object 'object': ESRCH (-3): the kernel has no " + what),
        e.getMessage());
    assertTrue(
        e.libbpfMessages().stream().anyMatch(m -> m.contains("failed to find kernel BTF type ID")),
        () -> e.libbpfMessages().toString());
  }

  @Test
  void anUnknownSectionNameIsTheProgramsFault() {
    BpfLoadException e =
        refused(BpfLoadException.class, "SEC(\"xpd/mine\") int prog(void *ctx) { return 0; }");
    assertEquals("prog", e.program());
    assertEquals("its section 'xpd/mine' names no type of program that libbpf knows", e.reason());
    assertTrue(e.hint().contains("xdp"), e.hint());
  }

  @Test
  void aRelocationThroughAnUnnamedStructIsTheProgramsFault() {
    BpfLoadException e =
        refused(
            BpfLoadException.class,
            """
            SEC("socket") int prog(void *ctx) {
              struct { int q; int r; } __attribute__((preserve_access_index)) *p = ctx;
              return (long)__builtin_preserve_access_index(&p->r) & 1;
            }
            """);
    assertEquals("prog", e.program());
    assertTrue(e.reason().startsWith("a CO-RE access begins at a struct without a name"));
  }

  @Test
  void aVariableInASectionOfItsOwnIsToldWhereItBelongs() {
    InvalidBpfObjectException e =
        refused(
            InvalidBpfObjectException.class,
            """
            const volatile int conf SEC("my_config") = 5;
            SEC("socket") int prog(void *ctx) { return conf; }
            """);
    assertEquals(
        "object: libbpf cannot open it: LIBBPF_ERRNO__RELOC (-4005): program 'prog' uses 'conf' in"
            + " section 'my_config', of which libbpf makes no map. Hint: A variable goes into"
            + " .data, .bss or .rodata, or a section whose name goes on from there:"
            + " SEC(\".data.my_config\"), SEC(\".rodata.my_config\"). A map goes into"
            + " SEC(\".maps\")",
        e.getMessage());
    assertEquals("LIBBPF_ERRNO__RELOC", e.errnoName());
  }

  @Test
  void anExternThatWasNeverLinkedIsCalledThat() {
    InvalidBpfObjectException e =
        refused(
            InvalidBpfObjectException.class,
            """
            extern int elsewhere(int x);
            SEC("socket") int prog(void *ctx) { return elsewhere(3); }
            """);
    assertTrue(
        String.valueOf(e.getMessage())
            .contains("'elsewhere' is declared extern, and nothing in the object defines it"),
        e.getMessage());
  }

  @Test
  void aMapThatCannotBeMadeIsDescribed() {
    BpfException e =
        refused(
            BpfException.class,
            """
            struct {
              int (*type)[2];
              int (*max_entries)[4];
              int (*map_flags)[1 << 30];
              __u32 *key;
              __u64 *value;
            } counts SEC(".maps");
            SEC("socket") int prog(void *ctx) { return (long)&counts != 0; }
            """);
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith(
                "load object 'object': EINVAL (-22): map 'counts' (array, key 4 bytes, value 8"
                    + " bytes, max_entries 4, flags 0x40000000) cannot be created: -EINVAL. Hint:"),
        e.getMessage());
  }

  @Test
  void aMapPinnedByItsNameNeedsABpfFileSystem(@TempDir Path folder) throws Exception {
    Path elf = folder.resolve("pinned.bpf.o");
    Files.write(elf, Clang.object(PINNED));
    // In a mount namespace of its own, over whose /sys/fs/bpf lies an ordinary file system.
    List<String> command =
        ChildProcess.inMountNamespace(
            "mount -t tmpfs none /sys/fs/bpf", ChildProcess.java(Loading.class, elf.toString()));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertTrue(
        child
            .output()
            .contains(
                "EINVAL (-22): map 'counts', which is pinned by its name, cannot be pinned at"
                    + " '/sys/fs/bpf/counts': -EINVAL. Hint: No BPF file system is there. Mount one"
                    + " there, mount -t bpf bpf /sys/fs/bpf"),
        child.output());
  }
}
