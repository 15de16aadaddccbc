package org.libbpfjava.internal.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that kernels 5.10 to 7.2 really wrote, and what is read out of them. */
class VerifierLogTest {

  /** What each program of refused.bpf.c is refused for by Linux 6.18 and 7.2. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("context", "invalid bpf_context access off=2000 size=4"),
          Map.entry(
              "core_field",
              "failed to resolve CO-RE relocation <byte_off> [5]"
                  + " struct task_struct___none.no_such_field (0:0 @ offset 0)"),
          Map.entry("dead_global", "invalid func unknown#9999"),
          Map.entry("deep_stack", "combined stack size of 2 calls is 608. Too large"),
          Map.entry("endless", "infinite loop detected at insn 1"),
          Map.entry(
              "exit_code",
              "At program exit the register R0 has smin=5 smax=5 should have been in [0, 1]"),
          Map.entry(
              "gpl_only", "cannot call GPL-restricted function from non-GPL compatible program"),
          Map.entry(
              "leak",
              "Unreleased reference id=2 alloc_insn=4; BPF_EXIT instruction in main prog would"
                  + " lead to reference leak"),
          Map.entry(
              "negative",
              "math between map_value pointer and register with unbounded min value is not"
                  + " allowed"),
          Map.entry("null_check", "R0 invalid mem access 'map_value_or_null'"),
          Map.entry(
              "past_value",
              "invalid access to map value, value_size=16 off=16 size=4;"
                  + " R1 min value is outside of the allowed memory range"),
          Map.entry("pointer_math", "R1 pointer arithmetic with *= operator prohibited"),
          Map.entry("read_only", "write into map forbidden, value_size=4 off=0 size=4"),
          Map.entry("scalar_pointer", "R0 invalid mem access 'scalar'"),
          Map.entry("too_large", "BPF program is too large. Processed 1000001 insn"),
          Map.entry(
              "unbounded",
              "invalid access to map value, value_size=16 off=262140 size=4;"
                  + " R1 max value is outside of the allowed memory range"),
          Map.entry("uninitialized", "R0 !read_ok"),
          Map.entry("unknown_helper", "invalid func unknown#9999"),
          Map.entry("unreachable", "unreachable insn 1"),
          Map.entry(
              "wrong_helper", "program of this type cannot use helper bpf_xdp_adjust_head#44"));

  private static final Map<String, String> OLD_WORDS =
      Map.of(
          "deep_stack",
          "combined stack size of 2 calls is 640. Too large",
          "exit_code",
          "At program exit the register R0 has value (0x5; 0x0) should have been in (0x0; 0x1)",
          "leak",
          "Unreleased reference id=2 alloc_insn=4",
          "wrong_helper",
          "unknown func bpf_xdp_adjust_head#44");

  /** Reasons that older kernels word differently; what is not here, they word like newer ones. */
  private static String reason(String kernel, String program) {
    String today = String.valueOf(REASONS.get(program));
    return switch (kernel) {
      case "5.10" ->
          program.equals("scalar_pointer")
              ? "R0 invalid mem access 'inv'"
              : OLD_WORDS.getOrDefault(program, today);
      case "6.1" -> OLD_WORDS.getOrDefault(program, today);
      case "6.12" -> program.equals("leak") ? OLD_WORDS.getOrDefault(program, today) : today;
      default -> today;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void theReasonIsWhatTheVerifierSaidLast(String kernel) {
    Recording refused = Recording.of("refused-" + kernel + ".txt");
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> found = new TreeMap<>();
    for (String program : refused.names()) {
      expected.put(program, reason(kernel, program));
      found.put(program, VerifierLog.parse(refused.part(program)).reason());
    }
    assertEquals(expected, found);
    assertTrue(found.size() >= 18, () -> found.size() + " programs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void eachOfTheseReasonsHasAHint(String kernel) {
    Recording refused = Recording.of("refused-" + kernel + ".txt");
    for (String program : refused.names()) {
      assertTrue(VerifierLog.parse(refused.part(program)).hint().isPresent(), program);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
  void theVisitedInstructionsAreThoseOfTheLiveBranch(String kernel) {
    VerifierLog log = VerifierLog.parse(Recording.of("switch-" + kernel + ".txt").part("log"));
    // choose() jumps from 4 to 15 and over 44; first_generation() fills 49 to 105.
    BitSet expected = new BitSet();
    expected.set(0, 5);
    expected.set(15, 44);
    expected.set(45, 49);
    expected.set(106, 116);
    for (int secondSlotOfLdimm64 : new int[] {2, 17, 26, 39, 110}) {
      expected.clear(secondSlotOfLdimm64);
    }
    assertEquals(expected, log.visited());
    assertEquals(Optional.of("48: (95) exit"), log.instruction());
  }

  @Test
  void statisticsComeWithTimeAndStackWhereTheyWereAskedFor() {
    assertEquals(
        Optional.of(
            new ReadStatistics(
                59,
                1_000_000,
                0,
                3,
                3,
                1,
                List.of(0, 0),
                Optional.of(Duration.ofNanos(10_438_000)))),
        VerifierLog.parse(Recording.of("switch-5.10.txt").part("log")).statistics());
    assertEquals(
        Optional.of(
            new ReadStatistics(
                59,
                1_000_000,
                0,
                3,
                3,
                0,
                List.of(0, 0),
                Optional.of(Duration.ofNanos(30_969_000)))),
        VerifierLog.parse(Recording.of("switch-7.2.txt").part("log")).statistics());
  }

  @Test
  void statisticsOfALogAtLevelOneHaveNeitherTimeNorStack() {
    assertEquals(
        Optional.of(
            new ReadStatistics(
                1_000_001, 1_000_000, 4, 14_288, 14_288, 0, List.of(), Optional.empty())),
        VerifierLog.parse(Recording.of("refused-6.18.txt").part("too_large")).statistics());
  }

  @Test
  void theHintForAMissingHelperNamesTheNonStaticFunctionThatWasVerifiedByItself() {
    VerifierLog log = VerifierLog.parse(Recording.of("refused-5.10.txt").part("dead_global"));
    assertEquals(
        Optional.of(
            "This kernel has no helper of that number. Put the call behind a constant that is set"
                + " before load, and branches for other kernels into static functions. The"
                + " verifier was checking the non-static function 'for_another_kernel' by itself,"
                + " with any arguments, before Linux 6.8 even if only a dead branch calls it: make"
                + " it static."),
        log.hint());
    assertEquals(Optional.of("11: (85) call unknown#9999"), log.instruction());
    assertEquals(
        Optional.of(
            "asm volatile(\"call 9999\" : : : \"r0\", \"r1\", \"r2\", \"r3\", \"r4\", \"r5\");"),
        log.source());
  }

  @Test
  void theHintForAWrongHelperDoesNotSpeakOfFunctions() {
    VerifierLog log = VerifierLog.parse(Recording.of("refused-6.18.txt").part("wrong_helper"));
    assertEquals(
        Optional.of(
            "This kernel does not offer that helper to programs of this type. Put the call behind a"
                + " constant that is set before load, and branches for other kernels into static"
                + " functions."),
        log.hint());
    assertEquals(Optional.of("1: (85) call bpf_xdp_adjust_head#44"), log.instruction());
  }

  /** As Linux 7.3 wrote it of a program of one instruction, without source. */
  @Test
  void theKernelsOwnReportComesFirstWhereThereIsOne() {
    VerifierLog log =
        VerifierLog.parse(
            """
            0: R1=ctx() R10=fp0
            0: (95) exit
            R0 !read_ok

            Verification failed: Register Type Safety: Unreadable register

            Reason:
              R0 has never been initialized on this path, so the verifier cannot use it as an input.

            At:
              insn 0
                    | ^-- error: R0 is not readable
              Instruction context:
              >>> 0 | (95) exit

            Causal path:
              no retained diagnostic events on this path

            Suggestion:
              Initialize R0 on every path before this instruction.

            processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
    assertEquals(
        "Register Type Safety: Unreadable register: R0 has never been initialized on this path, so"
            + " the verifier cannot use it as an input (R0 !read_ok)",
        log.reason());
    assertEquals(Optional.of("Initialize R0 on every path before this instruction."), log.hint());
    assertEquals(Optional.of("insn 0"), log.source());
    assertEquals(Optional.of("0: (95) exit"), log.instruction());
    assertEquals(1, log.statistics().orElseThrow().instructionsProcessed());
  }

  /** The layout of kernel/bpf/diagnostics.c, bpf_diag_source(), of a program with line records. */
  @Test
  void theKernelsOwnReportTellsTheSourceLine() {
    VerifierLog log =
        VerifierLog.parse(
            """
            6: (61) r1 = *(u32 *)(r0 +0)
            R0 invalid mem access 'map_value_or_null'

            Verification failed: Register Type Safety: Invalid dereference

            Reason:
              R0 may be NULL here (a nullable map value pointer). The program could dereference NULL on this
              path, so the verifier cannot prove this access is safe.

            At:
              run @ probe.bpf.c:12:10
              Source context:
                  10 | int *value = bpf_map_lookup_elem(&counts, &key);
              >>> 12 | return *value;
                     | ^-- error: invalid dereference
              Instruction context:
                  5 | (85) call bpf_map_lookup_elem#1
              >>> 6 | (61) r1 = *(u32 *)(r0 +0)

            Suggestion:
              Check the pointer for NULL before dereferencing it.

            processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
    assertEquals(Optional.of("return *value; @ run @ probe.bpf.c:12:10"), log.source());
    assertEquals(
        "Register Type Safety: Invalid dereference: R0 may be NULL here (a nullable map value"
            + " pointer). The program could dereference NULL on this path, so the verifier cannot"
            + " prove this access is safe (R0 invalid mem access 'map_value_or_null')",
        log.reason());
    assertEquals(Optional.of("Check the pointer for NULL before dereferencing it."), log.hint());
  }

  @Test
  void theKernelsOwnReportGivesTheReasonWhereNothingElseDoes() {
    VerifierLog log =
        VerifierLog.parse(
            "0: (95) exit\nVerification failed: Registers: Not readable\n\nReason:\n  Empty R0.\n");
    assertEquals("Registers: Not readable: Empty R0", log.reason());
    assertEquals(Optional.empty(), log.hint());
  }

  @Test
  void theLinesThatLibbpfPutsAroundALogChangeNothing() {
    String log = Recording.of("refused-6.1.txt").part("null_check");
    VerifierLog wrapped =
        VerifierLog.parse(
            "libbpf: prog 'p': BPF program load failed: Permission denied\n"
                + "libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n"
                + log
                + "-- END PROG LOAD LOG --\nlibbpf: prog 'p': failed to load: -13\n");
    assertEquals("R0 invalid mem access 'map_value_or_null'", wrapped.reason());
    assertEquals(VerifierLog.parse(log).visited(), wrapped.visited());
  }

  @Test
  void anEmptyLogHasNoReason() {
    VerifierLog log = VerifierLog.parse("");
    assertEquals("", log.reason());
    assertEquals(Optional.empty(), log.hint());
    assertEquals(Optional.empty(), log.instruction());
    assertEquals(Optional.empty(), log.source());
    assertEquals(Optional.empty(), log.statistics());
    assertEquals(new BitSet(), log.visited());
  }

  @Test
  void aLogThatWasCutHasItsLastInstructionAsReason() {
    VerifierLog log = VerifierLog.parse("0: (bf) r6 = r1   ; R1=ctx()\n1: (85) call bpf_lo");
    assertEquals("1: (85) call bpf_lo", log.reason());
  }

  @Test
  void numbersThatNoKernelWritesAreNotRead() {
    VerifierLog log =
        VerifierLog.parse(
            """
            99999999999999999999: (95) exit
            verification time 99999999999999999999 usec
            stack depth none
            processed -1 insns (limit x)
            """);
    assertEquals(new BitSet(), log.visited());
    assertEquals(Optional.empty(), log.statistics());
  }
}
