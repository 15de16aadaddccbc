package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.ChildProcess;

/** A program that takes packets apart, in a JVM in a network namespace of its own. */
@KernelTest
class FlowDissectorKernelTest {

  /** A sysfs of the new namespace has its interfaces, and there is where packets are steered. */
  @Test
  void packetsOfItsNamespaceAreTakenApart() throws Exception {
    Path sysfs = Files.createTempDirectory("lbj-sysfs");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--net",
                  "--mount",
                  "sh",
                  "-c",
                  "mount -t sysfs sysfs $0 && echo 3 > $0/class/net/lo/queues/rx-0/rps_cpus"
                      + " && ip link set lo up && exec \"$@\"",
                  sysfs.toString()));
      command.addAll(ChildProcess.java(FlowDissection.class));
      ChildProcess ended = ChildProcess.run(Map.of(), command);
      assertEquals(0, ended.status(), ended.output());
      assertTrue(ended.output().endsWith("held\n"), ended.output());
    } finally {
      Files.delete(sysfs);
    }
  }
}
