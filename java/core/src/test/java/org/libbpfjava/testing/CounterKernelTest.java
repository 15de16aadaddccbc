package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.TestRun;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;

/* The Javadoc of the package org.libbpfjava.junit; PackageInfoTest compares them. */
// [org.libbpfjava.junit]
@KernelTest
class CounterKernelTest {
  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void itCounts() {
    String c = "int hits; __attribute__((section(\"socket\"))) int count() { return ++hits; }";
    try (BpfObject object = BpfObject.load(BpfSource.of(Clang.object(c)), open -> {})) {
      object.program("count").testRun(TestRun.once().withData(new byte[64]));
      assertEquals(1, object.variable("hits").getInt());
    }
  }
}
// [/org.libbpfjava.junit]
