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
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Loading;
import org.libbpfjava.testing.PatchedObject;

/** Where types are missing, in the object or in the kernel, the refusal says what needs them. */
@KernelTest
class MissingBtfKernelTest {
  private static final String REMEDY =
      ": compile with clang -g, and strip with llvm-strip -g alone, which leaves BTF";

  private static String refused(byte[] elf) {
    return String.valueOf(
        assertThrows(InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(elf)))
            .getMessage());
  }

  private static byte[] withoutBtf(String object) {
    return new PatchedObject(BpfObjects.bytes(object)).withoutBtf().bytes();
  }

  @Test
  void anObjectWithoutBtfSaysWhatNeedsIt() {
    String missing = "object: it has no BTF (section .BTF), and ";
    assertEquals(
        missing + "its maps are declared with types" + REMEDY, refused(withoutBtf("maps.bpf.o")));
    String externs = refused(withoutBtf("externs.bpf.o"));
    assertTrue(
        externs.startsWith(missing + "types tell what its extern '") && externs.endsWith(REMEDY),
        externs);
    BpfObject.open(BpfSource.of(withoutBtf("globals.bpf.o"))).close(); // which needs none
  }

  @Test
  void aKernelWithoutBtfIsNamed(@TempDir Path folder) throws Exception {
    Path elf = folder.resolve("core.bpf.o");
    Files.write(
        elf,
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            struct task_struct { int pid; } __attribute__((preserve_access_index));
            volatile long offset;
            SEC("socket") int run(void *ctx) {
              offset = __builtin_preserve_field_info(((struct task_struct *)0)->pid, 0);
              return 0;
            }
            char _license[] SEC("license") = "GPL";
            """));
    String hide = "mount -t tmpfs none /sys/kernel/btf";
    if (ChildProcess.run(Map.of(), ChildProcess.inMountNamespace(hide, List.of("true"))).status()
        != 0) {
      throw KernelTier.skip("unshare cannot cover /sys/kernel/btf");
    }
    assertEquals("loaded\n", ChildProcess.run(Map.of(), command("true", elf)).output());
    String output = ChildProcess.run(Map.of(), command(hide, elf)).output();
    assertTrue(
        output.contains(
            "the kernel has no BTF at '/sys/kernel/btf/vmlinux', and the object needs it: for CO-RE"
                + " accesses, kernel functions or typed symbols, or for programs whose target has a"
                + " type. Hint: Use a kernel with CONFIG_DEBUG_INFO_BTF"),
        output);
  }

  private static List<String> command(String first, Path elf) {
    return ChildProcess.inMountNamespace(first, ChildProcess.java(Loading.class, elf.toString()));
  }
}
