package org.libbpfjava.internal.ksym;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;

/** Names of the kernel's functions cost one reading of its long list, for all programs together. */
@KernelTest
class KernelNamesKernelTest {
  /** Bytes that this process has read by system calls: /proc/self/io, rchar. */
  private static long bytesRead() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("rchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theListIsReadOnceForAll() throws Exception {
    long list = Files.readAllBytes(Path.of("/proc/kallsyms")).length;
    String program =
        """
        SEC("raw_tp/sys_enter") int NAME(void *ctx) {
          char name[16];
          return ((long (*)(void *, int))16)(name, sizeof(name)); /* bpf_get_current_comm */
        }
        """;
    byte[] elf =
        Clang.object(
            "#define SEC(name) __attribute__((section(name), used))\n"
                + "char _license[] SEC(\"license\") = \"GPL\";\n"
                + program.replace("NAME", "one")
                + program.replace("NAME", "two"));
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf));
        BpfObject object = open.load()) {
      String first = object.program("one").xlatedDisassembly().toString(); // may read the list
      assertTrue(first.contains("call bpf_get_current_comm"), first);
      long before = bytesRead();
      for (int i = 0; i < 5; i++) {
        for (BpfProgram each : object.programs()) {
          String listing = each.xlatedDisassembly().toString();
          assertTrue(listing.contains("call bpf_get_current_comm"), listing);
        }
      }
      long read = bytesRead() - before;
      assertTrue(read < list / 2, read + " bytes read, the list has " + list);
    }
  }
}
