package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** Without a capability: a sentence that names it, from a process that has none. */
@KernelTest
class PrivilegeKernelTest {

  /** What the child does. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) {
      try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
        open.variable("target_pid").setInt(1); // needs no privilege
        open.load().close();
        System.out.println("loaded");
      } catch (BpfPermissionException e) {
        System.out.println(e.errnoName() + "|" + e.getMessage());
      }
    }
  }

  @Test
  void loadingNamesTheMissingCapability() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", "-all", "--inh-caps", "-all"));
    command.addAll(ChildProcess.java(Loading.class));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertEquals(0, child.status(), child.output());
    assertTrue(
        child
            .output()
            .contains("EPERM|load object 'globals.bpf.o': EPERM (-1), the process lacks CAP_BPF"),
        child.output());
  }
}
