package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.verifier.BpfLoadException;

/** What the message of a refused program says, from logs as kernels write them. */
class LoadFailureTest {

  private static BpfLoadException refused(String log) {
    return LoadFailure.ofProgram(
        Message.whole("load program 'p'", Errno.EACCES), "p", log, Optional.empty());
  }

  @Test
  void theSourceLineStandsInTheMessage() {
    BpfLoadException e =
        refused(
            """
            0: R1=ctx() R10=fp0
            ; return *value; @ probe.bpf.c:12
            0: (61) r0 = *(u32 *)(r0 +0)          ; R0=map_value_or_null()
            R0 invalid mem access 'map_value_or_null'
            """);
    assertEquals(
        "load program 'p': EACCES (-13): R0 invalid mem access 'map_value_or_null' (at: return"
            + " *value; @ probe.bpf.c:12). Hint: Compare the pointer with NULL before using it. The"
            + " whole verifier log (4 lines) is in verifierLog()",
        e.getMessage());
    assertEquals("R0 invalid mem access 'map_value_or_null'", e.reason());
  }

  @Test
  void theReportOfLinux73GivesReasonAndSuggestion() {
    BpfLoadException e =
        refused(
            """
            ; return *value; @ probe.bpf.c:12
            0: (61) r0 = *(u32 *)(r0 +0)
            R0 invalid mem access 'map_value_or_null'

            Verification failed: Memory: Possibly NULL

            Reason:
              The map value may be NULL.

            At:
              insn 0

            Causal path:
              insn 0: R0 comes from bpf_map_lookup_elem

            Suggestion:
              Check the value for NULL.

            processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0
            """);
    assertEquals(
        "load program 'p': EACCES (-13): Memory: Possibly NULL: The map value may be NULL (R0"
            + " invalid mem access 'map_value_or_null') (at: return *value; @ probe.bpf.c:12)."
            + " Hint: Check the value for NULL. The whole verifier log (19 lines) is in"
            + " verifierLog()",
        e.getMessage());
    assertEquals("Check the value for NULL.", e.hint());
  }

  @Test
  void aReasonThatEndsInAFullStopGetsNoSecond() {
    Explanation why = new Explanation("It is so.", "Do that.");
    assertEquals("load: EPERM (-1): It is so. Hint: Do that", why.of("load", Errno.EPERM));
    assertEquals("load: EPERM (-1): It is so", new Explanation("It is so.", "").of("load", 1));
    assertEquals("load: EPERM (-1): Do that", new Explanation("", "Do that.").of("load", 1));
    assertEquals("load: EPERM (-1)", new Explanation("", "").of("load", 1));
  }
}
