package org.libbpfjava.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.HiddenCode;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.testing.PatchedObject;
import org.libbpfjava.verifier.DeadCode.Method;

/** Objects and kernels that tell too little: what can be told is, and the rest says why not. */
@KernelTest
@RequiresFeature(Feature.KNOWN_CONSTANTS)
class VerificationBadInputKernelTest {
  private static final KernelVersion BLINDS_A_COPY = KernelVersion.of(7, 0);
  private static final String NO_LINES =
      "The program has no line records: compile it with -g to see source lines.";
  private static final String NO_FUNCTIONS =
      "The program has no function records: compile it with -g to see functions.";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anObjectWithoutLineRecordsHasFunctionsAndSlots(boolean recorded) {
    DeadCode whole = deadCode(BpfObjects.bytes("switch.bpf.o"), recorded);
    DeadCode code =
        deadCode(
            new PatchedObject(BpfObjects.bytes("switch.bpf.o")).withoutLineRecords().bytes(),
            recorded);
    assertEquals(List.of(NO_LINES), code.limits());
    assertEquals(List.of(), code.lines());
    assertEquals(whole.functions(), code.functions());
    assertEquals(whole.liveSlots(), code.liveSlots());
    assertTrue(code.listing().contains("- first_generation():"), code.toString());
    assertTrue(code.listing().contains("  " + NO_LINES), code.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProgramWithoutDebugInfoHasSlots(boolean recorded) {
    DeadCode whole = deadCode(BpfObjects.bytes("switch.bpf.o"), recorded);
    DeadCode code =
        deadCode(
            new PatchedObject(BpfObjects.bytes("switch.bpf.o")).withoutBtf().bytes(), recorded);
    assertEquals(List.of(NO_FUNCTIONS, NO_LINES), code.limits());
    assertEquals(List.of(), code.functions());
    assertEquals(whole.liveSlots(), code.liveSlots());
    assertEquals(whole.removedSlots(), code.removedSlots());
  }

  /** The kernel refuses these types, so it is told no records and checks none. */
  @ParameterizedTest
  @CsvSource({"1, 0x7fffffff", "2, 0x7fffffff"}) // no such file name, no such text
  void lineRecordsThatLeadNowhereAreLeftOut(int field, String value) {
    byte[] elf =
        new PatchedObject(BpfObjects.bytes("switch.bpf.o"))
            .text("\0ctx\0", "\0c-x\0")
            .lineRecord(3, field, Integer.decode(value))
            .bytes();
    DeadCode whole = deadCode(BpfObjects.bytes("switch.bpf.o"), true);
    for (boolean recorded : new boolean[] {true, false}) {
      DeadCode code = deadCode(elf, recorded);
      assertEquals(whole.liveSlots(), code.liveSlots());
      assertEquals(whole.functions(), code.functions());
      assertEquals(
          List.of("1 of the program's function and line records make no sense and are left out."),
          code.limits());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 12, Invalid line_info[3].insn_off",
    "1, 0x7fffffff, Invalid line_info[3].line_off or .file_name_off",
    "2, 0x7fffffff, Invalid line_info[3].line_off or .file_name_off"
  })
  void lineRecordsThatTheKernelRefusesSaySo(int field, String value, String reason) {
    byte[] elf =
        new PatchedObject(BpfObjects.bytes("switch.bpf.o"))
            .lineRecord(3, field, Integer.decode(value))
            .bytes();
    BpfLoadException refused =
        assertThrows(BpfLoadException.class, () -> load(elf, LoadOptions.recordVerification()));
    assertTrue(refused.reason().startsWith(reason), refused.reason());
    assertEquals(
        "The object's function or line records (.BTF.ext) are damaged: compile it again.",
        refused.hint());
    DeadCode code = refused.verification().orElseThrow().deadCode();
    assertEquals(Method.REFUSED, code.method());
    assertTrue(code.refusal().orElseThrow().slot().isEmpty());
    assertEquals(0, code.liveSlots());
  }

  /**
   * libbpf looks for the records of a program by their instructions, and finds this one nowhere.
   */
  @Test
  void aLineRecordOfNoInstructionIsNotMissed() {
    byte[] elf =
        new PatchedObject(BpfObjects.bytes("switch.bpf.o")).lineRecord(3, 0, 0x70000000).bytes();
    DeadCode whole = deadCode(BpfObjects.bytes("switch.bpf.o"), true);
    DeadCode code = deadCode(elf, true);
    assertEquals(whole.liveSlots(), code.liveSlots());
    assertEquals(List.of(), code.limits());
  }

  /** A text that begins in the middle of another is still text. */
  @Test
  void aLineRecordWithAnotherTextShowsIt() {
    byte[] elf = new PatchedObject(BpfObjects.bytes("switch.bpf.o")).lineRecord(3, 2, 1).bytes();
    DeadCode code = deadCode(elf, true);
    assertEquals(List.of(), code.limits());
  }

  /** Bytes 1 to 3 are levels of messages; a source line may have them too. */
  @Test
  void aFunctionRecordOfATypeThatIsNoneIsRefused() {
    for (int type : new int[] {0, 1, 9001, -1}) {
      byte[] elf = new PatchedObject(BpfObjects.bytes("switch.bpf.o")).functionType(type).bytes();
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
        int types = open.btf().orElseThrow().typeCount();
        String message =
            assertThrows(
                    InvalidBpfObjectException.class,
                    () -> open.load(LoadOptions.recordVerification()))
                .getMessage();
        assertEquals(
            "object: program 'choose' has a function record in .BTF.ext for slot 0 with BTF type "
                + Integer.toUnsignedString(type)
                + " of "
                + types
                + ", which is no function",
            message);
      }
    }
  }

  @Test
  void sourceTextWithControlCharactersDoesNotSplitTheLog() {
    byte[] elf =
        new PatchedObject(BpfObjects.bytes("switch.bpf.o"))
            .text("hits[x & 3] += 1;", "hits[x \1 3] \2= \3;")
            .bytes();
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf));
        BpfObject object = open.load(LoadOptions.recordVerification())) {
      VerifierReport report = object.program("choose").verification();
      assertTrue(report.log().contains("hits[x \\u0001 3] \\u0002= \\u0003;"), report.log());
      assertTrue(report.statistics().instructionsProcessed() > 20);
      assertEquals(Method.EXACT, report.deadCode().method());
    }
  }

  @Test
  void aKernelThatShowsNothingToTheUnprivilegedLeavesTheRecord(@TempDir Path folder)
      throws Exception {
    assertEquals(
        """
        EXACT, removed true, xlated OptionalInt.empty, jited false
        UNKNOWN, removed false, xlated OptionalInt.empty, jited false
        The kernel shows a program's instructions only to a process with CAP_BPF (before Linux 5.8: \
        CAP_SYS_ADMIN). LoadOptions.recordVerification() tells without them.
        """,
        HiddenCode.UNPRIVILEGED.java(folder, Telling.class).output());
  }

  @Test
  @Tag("host") // DeadFunctionKernelTest has the real one, in guests
  void aKernelThatHidesBlindedCodeTellsItsSize(@TempDir Path folder) throws Exception {
    assertEquals(
        """
        EXACT, removed true, xlated OptionalInt[40], jited true
        UNKNOWN, removed false, xlated OptionalInt[40], jited true
        The kernel hides the instructions of a program whose constants it has blinded \
        (net.core.bpf_jit_harden) from a process that may not see its addresses \
        (kernel.kptr_restrict). LoadOptions.recordVerification() tells without them.
        """,
        HiddenCode.BLINDED.java(folder, Telling.class).output());
  }

  /** Tells what is known of a program with and without a record. */
  static final class Telling {
    private Telling() {}

    public static void main(String[] arguments) {
      byte[] elf = BpfObjects.bytes("switch.bpf.o");
      try (BpfObject recorded = load(elf, LoadOptions.recordVerification());
          BpfObject plain = load(elf, LoadOptions.defaults())) {
        tell(recorded.program("choose").verification().deadCode());
        tell(plain.program("choose").verification().deadCode());
      }
    }

    private static void tell(DeadCode code) {
      System.out.printf(
          "%s, removed %s, xlated %s, jited %s%n",
          code.method(),
          code.removedSlots() > 0,
          code.sizes().xlated(),
          code.sizes().jitedBytes().isPresent());
      code.limits().forEach(System.out::println);
    }
  }

  @Test
  void aLogThatFoundNoRoomSaysWhichLimitToRaise() throws Exception {
    ChildProcess child =
        ChildProcess.run(Map.of(), withOption("-Dorg.libbpfjava.log.limit=2000", NoRoom.class));
    assertEquals(0, child.status(), child.output());
    assertTrue(
        child
            .output()
            .matches(
                "(?s)program 'choose': no record of the verifier's log: \\d+ bytes of libbpf's"
                    + " messages found no room under -Dorg.libbpfjava.log.limit=2000: raise it\\.\n"
                    + "program 'choose': no record of the verifier's statistics: .*: raise it\\.\n"
                    + "INFERRED \\[\\d+ bytes of libbpf's messages found no room under"
                    + " -Dorg.libbpfjava.log.limit=2000: raise it\\.\\]\n"),
        child.output());
  }

  static final class NoRoom {
    private NoRoom() {}

    public static void main(String[] arguments) {
      try (OpenBpfObject open = BpfObjects.open("switch.bpf.o");
          BpfObject object = open.load(LoadOptions.recordVerification())) {
        VerifierReport report = object.program("choose").verification();
        for (Runnable question : List.<Runnable>of(report::log, report::statistics)) {
          try {
            question.run();
          } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
          }
        }
        System.out.println(report.deadCode().method() + " " + report.deadCode().limits());
      }
    }
  }

  @Tag("slow") // a collector without room takes ten seconds, in a guest of ci/vm minutes
  @Test
  void aLogThatTheHeapHasNoRoomForLeavesNothingBehind() throws Exception {
    ChildProcess child = ChildProcess.run(Map.of(), withOption("-Xmx20m", SmallHeap.class));
    assertEquals("OutOfMemoryError\nleft {}\nloaded\n", child.output());
  }

  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] arguments) throws IOException {
      BpfObjects.load("long_log.bpf.o").close(); // the library opens files of its own once
      OpenFiles before = OpenFiles.now();
      try (OpenBpfObject open = BpfObjects.open("long_log.bpf.o")) {
        open.load(LoadOptions.recordVerification()).close();
      } catch (OutOfMemoryError e) {
        System.out.println(e.getClass().getSimpleName());
      }
      System.out.println("left " + before.more());
      BpfObjects.load("long_log.bpf.o").close();
      System.out.println("loaded");
    }
  }

  private static List<String> withOption(String option, Class<?> main) {
    List<String> command = ChildProcess.java(main);
    command.add(1, option);
    return command;
  }

  /**
   * Constants are blinded for everybody then; a program of one function shows it. Linux 7.2 shows
   * such a program as it was before, so that its dead code can be inferred; 5.10 does not.
   */
  @Test
  void aKernelThatBlindsConstantsLeavesTheRecord() throws IOException {
    assumeTrue(KernelTier.isRequired(), "would change a setting of the whole machine");
    Path harden = Path.of("/proc/sys/net/core/bpf_jit_harden");
    String before = Files.readString(harden);
    Files.writeString(harden, "2");
    try (OpenBpfObject one = BpfObjects.open("globals.bpf.o");
        OpenBpfObject other = BpfObjects.open("globals.bpf.o");
        BpfObject recorded = one.load(LoadOptions.recordVerification());
        BpfObject plain = other.load()) {
      DeadCode exact = recorded.program("count").verification().deadCode();
      assertEquals(Method.EXACT, exact.method());
      assertEquals(List.of(), exact.limits());
      DeadCode code = plain.program("count").verification().deadCode();
      if (KernelVersion.running().isAtLeast(BLINDS_A_COPY) && code.method() == Method.INFERRED) {
        assertEquals(exact.liveSlots(), code.liveSlots());
        assertEquals(exact.lines(), code.lines());
      } else {
        assertEquals(Method.UNKNOWN, code.method());
        assertTrue(code.limits().get(0).contains("net.core.bpf_jit_harden"), code.toString());
      }
    } finally {
      Files.writeString(harden, before);
    }
  }

  private static DeadCode deadCode(byte[] elf, boolean recorded) {
    LoadOptions options = recorded ? LoadOptions.recordVerification() : LoadOptions.defaults();
    try (BpfObject object = load(elf, options)) {
      return object.program("choose").verification().deadCode();
    }
  }

  private static BpfObject load(byte[] elf, LoadOptions options) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      return open.load(options);
    }
  }
}
