package org.libbpfjava.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfSource;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfCpu;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.verifier.DeadCode.Fate;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.SourceLine;

/** What is inferred from the kernel's instructions is what its verifier's log says. */
@KernelTest
@RequiresFeature(Feature.KNOWN_CONSTANTS)
class DeadCodeAgreementKernelTest {
  private static final KernelVersion LOOPS = KernelVersion.of(5, 17);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "globals",
        "kernel_switch",
        "mapping",
        "maps",
        "neighbours",
        "readme",
        "resize",
        "sections",
        "switch",
        "tour"
      })
  void exactAndInferredAgree(String object) {
    assertAgreement(() -> BpfObjects.open(object + ".bpf.o"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"arithmetic", "control", "memory"})
  void exactAndInferredAgreeOnEveryInstruction(String object) {
    byte[] bytes = BpfCpu.newestOf(cpu -> BpfObjects.compiled("insn/" + object, "-mcpu=" + cpu));
    assertAgreement(() -> BpfObject.open(BpfSource.of(bytes)));
  }

  /** Context accesses, inlined helpers, divisions, packet loads, tail calls, in either branch. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0", "1, 3, 3", "2, 2, 2", "1, 1, 1", "0, 3, 2", "1, 2, 3", "2, 0, 1", "1, 3, 0"
  })
  void whatTheKernelRewroteIsNotCalledDead(int fields, int helpers, int others) {
    boolean loops = KernelVersion.running().isAtLeast(LOOPS);
    String object = loops ? "rewritten_loops.bpf.o" : "rewritten.bpf.o";
    assertAgreement(() -> rewritten(object, fields, helpers, others));
    if (loops) {
      assertAgreement(() -> rewritten(object, fields, helpers, others | 4));
    }
  }

  private static OpenBpfObject rewritten(String object, int fields, int helpers, int others) {
    OpenBpfObject open = BpfObjects.open(object);
    open.variable("fields").setInt(fields);
    open.variable("helpers").setInt(helpers);
    open.variable("others").setInt(others);
    return open;
  }

  /** Inlined helpers grow, and their line has more slots than before. */
  @Test
  void aLineOfAnInlinedHelperGrows() {
    try (OpenBpfObject open = rewritten("rewritten.bpf.o", 1, 2, 0);
        BpfObject object = open.load()) {
      DeadCode code = object.program("rewritten").verification().deadCode();
      SourceLine line = line(code, "sum += jiffies64() ^ get_smp_processor_id();");
      assertEquals(Fate.KEPT, line.fate());
      assertTrue(line.xlatedSlots().orElseThrow() > line.slots(), line.toString());
      SourceLine dead = line(code, "sum += get_smp_processor_id() + jiffies64() + looked_up(3);");
      assertEquals(Fate.REMOVED, dead.fate());
      assertEquals(0, dead.xlatedSlots().orElseThrow());
    }
  }

  private static SourceLine line(DeadCode code, String text) {
    return code.lines().stream().filter(l -> l.text().equals(text)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"globals", "switch", "rewritten", "kernel_switch"})
  void sizesAreThoseOfBpftool(String name) throws Exception {
    try (BpfObject object = BpfObjects.load(name + ".bpf.o")) {
      for (BpfProgram program : object.programs()) {
        DeadCode.Sizes sizes = program.verification().deadCode().sizes();
        String shown = Bpftool.run("-j", "prog", "show", "id", programId(program.withFd(fd -> fd)));
        assertEquals(number(shown, "bytes_xlated"), sizes.xlated().orElseThrow() * 8);
        assertEquals(number(shown, "bytes_jited"), sizes.jitedBytes().orElse(0));
        assertEquals(program.instructionCount(), sizes.relocated());
      }
    }
  }

  private static String programId(int fd) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
        .filter(line -> line.startsWith("prog_id:"))
        .map(line -> line.substring("prog_id:".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static int number(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":(\\d+)").matcher(json);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static void assertAgreement(Supplier<OpenBpfObject> source) {
    Set<String> programs = new HashSet<>();
    try (OpenBpfObject first = source.get();
        OpenBpfObject second = source.get();
        BpfObject recorded = first.load(LoadOptions.recordVerification());
        BpfObject plain = second.load()) {
      for (BpfProgram program : recorded.programs()) {
        String name = program.name();
        programs.add(name);
        DeadCode exact = program.verification().deadCode();
        DeadCode inferred = plain.program(name).verification().deadCode();
        assertEquals(Method.EXACT, exact.method(), name);
        assertEquals(Method.INFERRED, inferred.method(), name);
        assertEquals(List.of(), exact.limits(), name);
        assertEquals(List.of(), inferred.limits(), name);
        assertEquals(exact.lines(), inferred.lines(), name);
        assertEquals(exact.functions(), inferred.functions(), name);
        assertEquals(exact.sizes().object(), inferred.sizes().object(), name);
        assertEquals(exact.sizes().relocated(), inferred.sizes().relocated(), name);
        assertEquals(exact.sizes().xlated(), inferred.sizes().xlated(), name);
        assertEquals(exact.liveSlots(), inferred.liveSlots(), name);
        assertFalse(exact.lines().isEmpty(), name);
      }
    }
    assertFalse(programs.isEmpty());
  }
}
