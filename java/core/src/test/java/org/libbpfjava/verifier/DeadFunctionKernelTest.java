package org.libbpfjava.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Function;

/**
 * The trap: a function that only a dead branch calls, and that calls a helper which this kernel
 * does not have. Older kernels verify it all the same, unless it is static.
 */
@KernelTest
@RequiresFeature(Feature.KNOWN_CONSTANTS)
class DeadFunctionKernelTest {

  @Test
  void aStaticFunctionInADeadBranchIsNeverVerified() {
    try (BpfObject object = load("calls_static", LoadOptions.recordVerification())) {
      DeadCode code = object.program("calls_static").verification().deadCode();
      assertEquals(Fate.REMOVED, function(code, "first_generation_static").fate());
    }
  }

  /** Asserts the outcome on either side of the line: refused before 6.8, removed from then on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGlobalFunctionInADeadBranchIsVerifiedByOlderKernels(boolean recorded) {
    LoadOptions options = recorded ? LoadOptions.recordVerification() : LoadOptions.defaults();
    if (Feature.LAZY_FUNCTIONS.isSupported()) {
      try (BpfObject object = load("calls_global", options)) {
        DeadCode code = object.program("calls_global").verification().deadCode();
        assertEquals(Fate.REMOVED, function(code, "first_generation").fate());
        assertEquals(List.of(), code.limits());
      }
      return;
    }
    BpfLoadException refused =
        assertThrows(BpfLoadException.class, () -> load("calls_global", options).close());
    assertEquals("calls_global", refused.program());
    assertEquals("invalid func unknown#9999", refused.reason());
    assertTrue(
        refused
            .hint()
            .endsWith(
                "The verifier was checking the non-static function 'first_generation' by itself,"
                    + " with any arguments, before Linux 6.8 even if only a dead branch calls it:"
                    + " make it static."),
        refused.hint());
    assertTrue(String.valueOf(refused.getMessage()).contains(refused.hint()));
    if (recorded) {
      DeadCode code = refused.verification().orElseThrow().deadCode();
      assertEquals("NO_SUCH_HELPER();", code.refusal().orElseThrow().line().orElseThrow().text());
    }
  }

  private static BpfObject load(String program, LoadOptions options) {
    try (OpenBpfObject open = BpfObjects.open("dead_function.bpf.o")) {
      open.programs().forEach(other -> other.setAutoload(other.name().equals(program)));
      return open.load(options);
    }
  }

  private static Function function(DeadCode code, String name) {
    return code.functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }
}
