package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.ChildProcess;

/** Test runs that send packets: each in a JVM in its own network namespace. */
@KernelTest
class NetworkRunsKernelTest {

  @Test
  void liveFramesAreSent() throws Exception {
    KernelTier.needs("live frames are", KernelVersion.of(5, 18));
    run("live");
  }

  @Test
  void aProgramIsBoundToOneInterface() throws Exception {
    KernelTier.needs("programs bound to an interface are", KernelVersion.of(6, 3));
    run("bound");
  }

  @Test
  @RequiresFeature(Feature.TCX)
  void programsOfNoObjectAreAttached() throws Exception {
    run("opened");
  }

  private static void run(String way) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link add v0 index 7 type veth peer name v1 index 8"
                    + " && ip link set v0 up && ip link set v1 up && exec \"$@\"",
                "sh"));
    command.addAll(ChildProcess.java(NetworkRuns.class, way));
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().endsWith("held\n"), ended.output());
  }
}
