package org.libbpfjava.internal.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.ChildProcess;

/** With -Dorg.libbpfjava.leakDetection=true the log says where what nobody closed was made. */
@KernelTest
class LeakDetectionKernelTest {

  @Test
  void aForgottenObjectIsToldWithThePlaceWhereItWasMade() throws Exception {
    List<String> command = new ArrayList<>(ChildProcess.java(Forgotten.class));
    command.add(1, "-Dorg.libbpfjava.leakDetection=true");
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(
        ended
            .output()
            .startsWith("WARNING object 'globals.bpf.o' was never closed; freed by the Cleaner"),
        ended.output());
    assertTrue(ended.output().contains(" at forget at main"), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
  }
}
