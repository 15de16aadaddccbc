package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.insn.Size;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.LogLevel;

/** What is set of a program before load is what the kernel gets. */
@KernelTest
@RequiresFeature(Feature.GLOBAL_DATA)
@Timeout(120)
class ProgramSettingsKernelTest {
  private OpenFiles before;

  @BeforeEach
  void count() throws Exception {
    before = OpenFiles.now();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    before.assertNoMore();
  }

  private static OpenBpfProgram only(OpenBpfObject open, String name) {
    open.programs().forEach(program -> program.setAutoload(program.name().equals(name)));
    return open.program(name);
  }

  @Test
  void theTypeIsAnother() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      OpenBpfProgram program = only(open, "any_packet");
      assertEquals(ProgramType.SOCKET_FILTER, program.type());
      program.setType(ProgramType.SCHED_CLS);
      assertEquals(ProgramType.SCHED_CLS, program.type());
      try (BpfObject object = open.load()) {
        assertEquals(ProgramType.SCHED_CLS, object.program("any_packet").type());
        assertEquals(ProgramType.SCHED_CLS, object.program("any_packet").info().type());
      }
    }
  }

  /** The kernel checks by it what a program may read. */
  @Test
  void theExpectedAttachTypeIsAnother() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      OpenBpfProgram program = only(open, "at_connect");
      assertEquals(AttachType.CGROUP_INET4_CONNECT, program.expectedAttachType());
      program.setExpectedAttachType(AttachType.CGROUP_INET6_CONNECT);
      assertEquals(AttachType.CGROUP_INET6_CONNECT, program.expectedAttachType());
      BpfLoadException e = assertThrows(BpfLoadException.class, open::load);
      assertTrue(
          String.valueOf(e.getMessage()).contains("invalid bpf_context access"), e.toString());
    }
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      only(open, "at_connect").setExpectedAttachType(AttachType.CGROUP_INET4_BIND);
      open.load().close(); // it has the address too
    }
  }

  @Test
  void theTargetIsAnotherTracepoint() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      only(open, "at_tracepoint").setAttachTarget("sched_process_exit");
      try (BpfObject object = open.load();
          BpfLink link = object.program("at_tracepoint").attach()) {
        assertEquals(
            "sched_process_exit",
            assertInstanceOf(LinkInfo.RawTracepoint.class, link.info()).tracepoint());
        if (KernelVersion.running().isAtLeast(KernelVersion.of(6, 0))) {
          assertTrue(object.program("at_tracepoint").info().attachBtfTypeId() > 0);
        }
      }
    }
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void theTargetIsAnotherProgram() {
    try (BpfObject target = BpfObjects.load("traced.bpf.o", "asks");
        OpenBpfObject open = BpfObjects.open("traced.bpf.o")) {
      BpfProgram asks = target.program("asks");
      open.program("asks").setAutoload(false);
      open.program("other_verdict").setAttachTarget(asks, "verdict");
      open.program("at_entry").setAttachTarget(asks, "asks");
      try (BpfObject object = open.load()) {
        assertEquals(1, run(asks));
        try (BpfLink entry = object.program("at_entry").attach();
            BpfLink replaced = object.program("other_verdict").attach()) {
          assertEquals(42, run(asks));
          assertEquals(1, object.variable("entries").getLong());
          assertInstanceOf(LinkInfo.Tracing.class, entry.info());
          assertTrue(replaced.isOpen());
        }
        assertEquals(1, run(asks));
      }
    }
  }

  private static int run(BpfProgram program) {
    return program.testRun(TestRun.once().withData(new byte[64])).returnValue();
  }

  /** A descriptor that is closed may be somebody else's meanwhile. */
  @Test
  @SuppressWarnings("try") // closed where it matters
  void aTargetThatIsClosedBeforeLoadIsNotUsed() {
    try (BpfObject target = BpfObjects.load("traced.bpf.o", "asks");
        OpenBpfObject open = BpfObjects.open("traced.bpf.o")) {
      only(open, "other_verdict").setAttachTarget(target.program("asks"), "verdict");
      target.close();
      assertEquals(
          "object 'traced.bpf.o' is closed",
          assertThrows(IllegalStateException.class, open::load).getMessage());
    }
  }

  @Test
  void flagsReachTheVerifier() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      OpenBpfProgram program = only(open, "any_packet");
      assertEquals(Set.of(), program.flags());
      program.setFlags(ProgramFlag.STRICT_ALIGNMENT, ProgramFlag.TEST_STATE_FREQ);
      assertEquals(
          Set.of(ProgramFlag.STRICT_ALIGNMENT, ProgramFlag.TEST_STATE_FREQ), program.flags());
      program.setFlags();
      assertEquals(Set.of(), program.flags());
      program.setFlags(ProgramFlag.SLEEPABLE); // which a socket filter cannot be
      BpfLoadException e = assertThrows(BpfLoadException.class, open::load);
      assertTrue(String.valueOf(e.getMessage()).contains("sleepable"), e.toString());
    }
  }

  @Test
  void flagsHaveTheNumbersOfTheKernel() {
    int bits = 0;
    for (ProgramFlag flag : ProgramFlag.values()) {
      assertEquals(bits + 1, flag.bit(), "each has the next bit");
      assertEquals(Set.of(flag), ProgramFlag.of(flag.bit() | 1 << 30));
      bits |= flag.bit();
    }
    assertEquals(Set.of(ProgramFlag.values()), ProgramFlag.of(bits));
  }

  @Test
  void oneProgramHasALog() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      open.program("at_connect").setAutoload(false);
      OpenBpfProgram program = open.program("any_packet");
      assertEquals(LogLevel.NONE, program.verifierLog());
      program.setVerifierLog(LogLevel.INSTRUCTIONS);
      assertEquals(LogLevel.INSTRUCTIONS, program.verifierLog());
      try (BpfObject object = open.load()) {
        String log = object.program("any_packet").verification().log();
        assertTrue(log.contains("exit"), log);
        assertThrows(
            IllegalStateException.class,
            () -> object.program("at_raw_tracepoint").verification().log());
      }
    }
  }

  @Test
  void theLargerLogCounts() {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      only(open, "any_packet").setVerifierLog(LogLevel.BRANCHES);
      try (BpfObject object = open.load(LoadOptions.recordVerification())) {
        assertTrue(object.program("any_packet").verification().log().contains("exit"));
        assertTrue(
            object.program("any_packet").verification().statistics().instructionsProcessed() > 0);
      }
    }
  }

  private static Arguments row(
      String name,
      Class<? extends Exception> refusal,
      String message,
      Consumer<OpenBpfObject> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    String packet = "program any_packet (socket)";
    String target = "set the attach target of program 'at_tracepoint' to ";
    return Stream.of(
        row(
            "unknown type",
            IllegalArgumentException.class,
            packet + " cannot be of an unknown type",
            o -> o.program("any_packet").setType(ProgramType.UNKNOWN)),
        row(
            "unknown place",
            IllegalArgumentException.class,
            packet + " cannot be attached to an unknown place",
            o -> o.program("any_packet").setExpectedAttachType(AttachType.UNKNOWN)),
        row(
            "no name",
            IllegalArgumentException.class,
            "the target of " + packet + " has no name",
            o -> o.program("any_packet").setAttachTarget("")),
        row(
            "a NUL",
            IllegalArgumentException.class,
            "the target of " + packet + " 'a\\u0000b' has a NUL at 1, where C would cut it",
            o -> o.program("any_packet").setAttachTarget("a\0b")),
        row(
            "no such tracepoint",
            BpfException.class,
            target
                + "'sched_swich': ESRCH (-3): the kernel's BTF has no tracepoint 'sched_swich'; near"
                + " names: sched_switch",
            o -> o.program("at_tracepoint").setAttachTarget("sched_swich")),
        row(
            "no such function of a program",
            BpfException.class,
            target
                + "function 'none' of program 'at_raw_tracepoint': ENOENT (-2): program"
                + " 'at_raw_tracepoint' has no function 'none' in its BTF: clang may have inlined"
                + " it",
            o ->
                withTarget(program -> o.program("at_tracepoint").setAttachTarget(program, "none"))),
        row(
            "a program without BTF",
            BpfException.class,
            target
                + "function 'bare' of program 'bare': EINVAL (-22): program 'bare' has no BTF, which"
                + " names its functions",
            o -> withBare(program -> o.program("at_tracepoint").setAttachTarget(program, "bare"))),
        row(
            "no such interface",
            BpfException.class,
            "bind program 'any_packet' to interface 'lbj-none': ENODEV (-19): there is no network"
                + " interface 'lbj-none'; near names: ",
            o -> o.program("any_packet").bindTo(NetworkDevice.named("lbj-none"))),
        row(
            "after load",
            IllegalStateException.class,
            "object 'settings.bpf.o' was consumed",
            o -> {
              OpenBpfProgram program = o.program("any_packet");
              o.programs().forEach(one -> one.setAutoload(false));
              o.load().close();
              program.setFlags();
            }),
        row(
            "closed",
            IllegalStateException.class,
            "object 'settings.bpf.o' is closed",
            o -> {
              OpenBpfProgram program = o.program("any_packet");
              o.close();
              program.setType(ProgramType.XDP);
            }));
  }

  private static void withTarget(Consumer<BpfProgram> use) {
    try (BpfObject object = BpfObjects.load("settings.bpf.o", "at_raw_tracepoint")) {
      use.accept(object.program("at_raw_tracepoint"));
    }
  }

  private static void withBare(Consumer<BpfProgram> use) {
    try (BpfScope scope = BpfScope.open("bare")) {
      use.accept(
          scope.loadProgram(
              ProgramOptions.ofSection(
                  "socket",
                  "bare",
                  new Assembler()
                      .load(Size.W, Register.R0, Register.R1, 0)
                      .exit()
                      .instructions())));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void itIsRefused(
      String name,
      Class<? extends Exception> refusal,
      String message,
      Consumer<OpenBpfObject> call) {
    try (OpenBpfObject open = BpfObjects.open("settings.bpf.o")) {
      Exception e = assertThrows(refusal, () -> call.accept(open));
      String text = String.valueOf(e.getMessage());
      assertEquals(message, text.substring(0, Math.min(message.length(), text.length())));
      assertEquals(refusal, e.getClass());
      if (open.isOpen()) { // as before: it loads
        assertEquals(ProgramType.SOCKET_FILTER, open.program("any_packet").type());
        assertEquals(List.of(), List.copyOf(open.program("any_packet").flags()));
      }
    }
  }
}
