package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OpenFiles;

/** What tests of places share. */
final class Places {
  private Places() {}

  /** Programs of places.bpf.c, for packets to a port. */
  static BpfObject load(int port, String... programs) {
    try (OpenBpfObject open = BpfObjects.open("places.bpf.o")) {
      for (OpenBpfProgram program : open.programs()) {
        program.setAutoload(List.of(programs).contains(program.name()));
      }
      open.variable("port").setInt(port);
      open.variable("pid").setLong(ProcessHandle.current().pid());
      return open.load();
    }
  }

  /** What is open now, with what Java opens once for names of temporary files. */
  static OpenFiles openFiles() throws IOException {
    Files.delete(Files.createTempFile("lbj", ""));
    return OpenFiles.now();
  }

  static long hits(BpfObject object) {
    return object.variable("hits").getLong();
  }

  static String said(Exception e) {
    return String.valueOf(e.getMessage());
  }

  static String run(String... command) throws IOException, InterruptedException {
    ChildProcess done = ChildProcess.run(Map.of(), List.of(command));
    assertEquals(0, done.status(), done::output);
    return done.output();
  }

  /** Where cgroup2 is mounted. */
  static Path cgroups() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
      String[] words = line.split(" ", -1);
      if (words[2].equals("cgroup2")) {
        return Path.of(words[1]);
      }
    }
    throw KernelTier.skip("no cgroup2 is mounted");
  }

  /** A link without the kernel's: what it cannot do says so, and what it can do it does. */
  static void assertHasNoLinkOfTheKernel(BpfObject object, BpfLink link) throws Exception {
    String subject = "link of program '" + link.program() + "': EOPNOTSUPP (-95): it is no link";
    assertTrue(refusal(link::info).startsWith("ask the kernel about " + subject));
    assertTrue(refusal(link::detach).startsWith("detach " + subject));
    assertTrue(
        refusal(() -> link.withFd(fd -> fd)).startsWith("lend the descriptor of " + subject));
    assertTrue(
        refusal(() -> link.update(object.program(link.program())))
            .startsWith("update link of program '" + link.program() + "' to program"));
    try (BpfFs fs = BpfFs.mount()) {
      Path path = fs.path("link");
      assertTrue(refusal(() -> link.pin(path)).contains("it is no link of the kernel"));
      assertTrue(!Files.exists(path));
    }
    assertThrows(IllegalStateException.class, link::unpin);
    assertTrue(link.pinPath().isEmpty());
    assertTrue(link.isOpen());
    assertEquals("link of program " + link.program(), link.toString());
  }

  private static String refusal(Runnable call) {
    return said(assertThrows(BpfException.class, call::run));
  }

  /** The number of this thread, which /proc tells. */
  static long thisThread() throws IOException {
    return Long.parseLong(
        String.valueOf(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName()));
  }
}
