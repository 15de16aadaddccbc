package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Loading;

/** Failures in processes to which much is denied are told as well as any. */
@KernelTest
class ConfinedKernelTest {

  /** Opens an object when no descriptor is left; the second is one that libbpf refuses. */
  static final class OpeningWithoutDescriptors {
    private OpeningWithoutDescriptors() {}

    public static void main(String[] args) throws Exception {
      byte[] elf = Files.readAllBytes(Path.of(args[0]));
      BpfObject.open(BpfSource.of(elf)).close();
      // The classes that tell of failures are loaded from files, for which none will be left.
      System.out.println("warm|" + attempt(Files.readAllBytes(Path.of(args[1]))));
      System.gc();
      List<FileInputStream> held = new ArrayList<>();
      try {
        while (true) {
          held.add(new FileInputStream("/dev/null"));
        }
      } catch (FileNotFoundException e) {
        String told = attempt(elf);
        for (FileInputStream one : held) {
          one.close();
        }
        System.out.println(told);
      }
    }

    private static String attempt(byte[] elf) {
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
        open.load().close();
        return "opened and loaded";
      } catch (BpfException e) {
        return e.getClass().getSimpleName() + "|" + e.errnoName() + "|" + e.getMessage();
      }
    }
  }

  @Test
  void withoutProcThereIsAReasonStill(@TempDir Path folder) throws Exception {
    Path elf = folder.resolve("missing.bpf.o");
    Files.write(
        elf,
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            char _license[] SEC("license") = "GPL";
            SEC("tp_btf/sched_swich") int prog(void *ctx) { return 0; }
            """));
    // systemd's ProcSubset=pid: of /proc the processes alone.
    List<String> command =
        ChildProcess.inMountNamespace(
            "mount -t proc -o subset=pid proc /proc",
            ChildProcess.java(Loading.class, elf.toString()));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertTrue(
        child
            .output()
            .contains(
                "BpfLoadException|load program 'prog' of object 'missing.bpf.o': ESRCH (-3): the"
                    + " kernel has no tracepoint 'sched_swich'"),
        child.output());
  }

  @Test
  void wantOfDescriptorsIsNoFaultOfTheObject(@TempDir Path folder) throws Exception {
    Path elf = Files.write(folder.resolve("globals.bpf.o"), BpfObjects.bytes("globals.bpf.o"));
    Path refused =
        Files.write(
            folder.resolve("refused.bpf.o"),
            Clang.object(
                """
                extern int elsewhere(int x);
                __attribute__((section("socket"))) int prog(void *ctx) { return elsewhere(3); }
                """));
    List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=200:200"));
    command.addAll(
        ChildProcess.java(OpeningWithoutDescriptors.class, elf.toString(), refused.toString()));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    List<String> lines = child.output().lines().filter(line -> line.contains("|")).toList();
    assertEquals(2, lines.size(), child.output());
    assertTrue(lines.get(1).startsWith("BpfException|EMFILE|"), child.output());
  }
}
