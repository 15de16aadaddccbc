package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.ChildProcess;

/** Links at places of the network: each in a JVM in its own network namespace and control group. */
@KernelTest
class NetworkLinksKernelTest {

  @ParameterizedTest
  @ValueSource(strings = {"xdp", "egress", "lookup"})
  void aLinkTellsItsPlaceAndTakesAnotherProgram(String way) throws Exception {
    run(way);
  }

  @Test
  @RequiresFeature(Feature.TCX)
  void aLinkOfTcxTellsItsPlaceAndTakesAnotherProgram() throws Exception {
    run("tcx");
  }

  @Test
  void aThousandSwapsUnderLoadLoseNoEvent() throws Exception {
    System.out.print(run("swap"));
  }

  private static String run(String way) throws Exception {
    Path group = Files.createTempDirectory(groups(), "lbj-links");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--net",
                  "sh",
                  "-c",
                  "ip link add v0 index 7 type veth peer name v1 && ip link set lo up"
                      + " && echo $$ > $0/cgroup.procs && exec 9< $0 8< /proc/self/ns/net"
                      + " && exec \"$@\"",
                  group.toString()));
      command.addAll(ChildProcess.java(NetworkLinks.class, way));
      ChildProcess ended = ChildProcess.run(Map.of(), command);
      assertEquals(0, ended.status(), ended.output());
      assertTrue(ended.output().endsWith("held\n"), ended.output());
      return ended.output();
    } finally {
      Files.delete(group);
    }
  }

  /** Where cgroup2 is mounted. */
  private static Path groups() throws IOException {
    for (String mount : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      if (mount.contains(" - cgroup2 ")) {
        return Path.of(mount.split(" ", 6)[4]);
      }
    }
    throw KernelTier.skip("no cgroup2 is mounted");
  }
}
