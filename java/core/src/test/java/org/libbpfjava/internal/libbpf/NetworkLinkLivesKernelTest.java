package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.ChildProcess;

/** Links on a network device end with their object, by close on two threads or by the collector. */
@KernelTest
class NetworkLinkLivesKernelTest {

  @ParameterizedTest
  @ValueSource(strings = {"on_receive", "on_ingress"})
  void theJvmSurvivesAndTheDeviceIsFree(String program) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link add v0 index 7 type veth peer name v1 && exec \"$@\"",
                "sh"));
    command.addAll(ChildProcess.java(NetworkLinkLives.class, program, "7"));
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().contains("survived"), ended.output());
  }
}
