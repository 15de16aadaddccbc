package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** What the way from open to attach leaves alone, because it costs the start of every program. */
@KernelTest
class StartUpKernelTest {

  /** Opens an object, loads it and attaches one of its programs. */
  static final class Attaching {
    private Attaching() {}

    public static void main(String[] arguments) {
      try (BpfObject object = BpfObjects.load("links.bpf.o", "raw_tracepoint");
          BpfLink link = object.program("raw_tracepoint").attach()) {
        System.out.println(link.isOpen() ? "attached" : "closed");
      }
    }
  }

  @Test
  void theListOfHelpersIsNotLoaded(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    List<String> command = new ArrayList<>(ChildProcess.java(Attaching.class));
    command.add(1, "-Xlog:class+load:file=" + log);
    assertEquals("attached", ChildProcess.run(Map.of(), command).output().strip());
    String loaded = Files.readString(log);
    assertTrue(loaded.contains("org.libbpfjava.attach.BpfLink "), loaded);
    assertFalse(loaded.contains("org.libbpfjava.insn.Helper "), loaded);
  }
}
