package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.ChildProcess;

/** Every call on a link may meet the end of the link, its object or its scope. */
@KernelTest
@RequiresFeature(Feature.COOKIE)
@Timeout(180)
class LinkConcurrencyKernelTest {

  @Test
  void theJvmSurvivesAndNothingIsLeft() throws Exception {
    List<String> command = new ArrayList<>(ChildProcess.java(LinkConcurrency.class));
    command.add(1, "-Xcheck:jni");
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().endsWith("survived\n"), ended.output());
    assertTrue(!ended.output().contains("WARNING in native method"), ended.output());
  }
}
