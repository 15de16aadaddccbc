package org.libbpfjava.insn;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfCpu;
import org.libbpfjava.testing.Bpftool;

/**
 * Every program that this kernel has loaded is the same text here and in {@code bpftool prog dump
 * xlated}, but for {@link KnownDifference}.
 */
@KernelTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BpftoolXlatedTest {
  private static final Pattern OPCODES = Pattern.compile("(?m)^ {7}((?:[0-9a-f]{2} ?)+)$");

  /**
   * Sources with programs that are there to be refused, or to be read and never loaded, or that
   * want variables which not every kernel's BTF has.
   */
  private static final Set<String> REFUSED =
      Set.of("refused", "types", "typed_externs", "effects", "traced", "replacement");

  /** Sources with a map or a program that not all kernels take. */
  private static final Map<String, Feature> NEEDS =
      Map.of(
          "overwrite",
          Feature.RING_BUFFER_OVERWRITE,
          "recorder",
          Feature.RING_BUFFER_OVERWRITE,
          "probed",
          Feature.FENTRY,
          "attach_options",
          Feature.FENTRY,
          "streams",
          Feature.PROGRAM_STREAMS,
          "hooks",
          Feature.LSM);

  /** Halves of an object: nothing opens them before they are linked. */
  private static final Set<String> HALVES = Set.of("selftest_linked1", "selftest_linked2");

  private static final KernelVersion TESTED = KernelVersion.of(6, 18);

  /**
   * All sources on the machine that builds; in a guest of {@code ci/vm}, where bpftool takes
   * seconds to read the kernel's symbols, the instructions that its kernel knows, each once.
   */
  static List<TestObject> objects() {
    if (KernelTier.isRequired()) {
      return BpfCpu.newestOf(BpftoolXlatedTest::compiledInstructionSet);
    }
    return whole("v3");
  }

  private static List<TestObject> compiledInstructionSet(String cpu) {
    List<TestObject> objects = TestObject.instructionSet(cpu);
    objects.forEach(TestObject::bytes);
    return objects;
  }

  static List<TestObject> objectsForOlderCpus() {
    return whole("v1", "v2");
  }

  private static List<TestObject> whole(String... cpus) {
    return TestObject.all(cpus).stream().filter(object -> !HALVES.contains(object.name())).toList();
  }

  /** bpftool reads all of the kernel's symbols for each program. */
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("objectsForOlderCpus")
  void everyProgramForOlderCpusIsTheSameText(TestObject object) throws Exception {
    everyProgramThatLoadsIsTheSameText(object);
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("objects")
  void everyProgramThatLoadsIsTheSameText(TestObject object) throws Exception {
    byte[] bytes = object.bytes();
    List<String> refused = new ArrayList<>();
    int compared = 0;
    for (String program : programs(bytes)) {
      try (OpenBpfObject open = open(bytes)) {
        open.programs().forEach(p -> p.setAutoload(p.name().equals(program)));
        try (BpfObject loaded = open.load()) {
          assertSameText(loaded.program(program));
          compared++;
        } catch (BpfException e) {
          refused.add(
              program + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
      }
    }
    Feature needed = NEEDS.get(object.name());
    if (KernelVersion.running().isAtLeast(TESTED)
        && !REFUSED.contains(object.name())
        && (needed == null || needed.isSupported())) {
      assertEquals(List.of(), refused);
    }
    assumeTrue(compared > 0 || refused.isEmpty(), () -> "no program of it loads here: " + refused);
  }

  @Order(2)
  @Test
  @Tag("host") // which compares every program
  void noKnownDifferenceIsWithoutNeed() {
    KernelTier.needs("every program loads", TESTED);
    assertEquals("", KnownDifference.unmet(KnownDifference.Tool.BPFTOOL));
  }

  private static OpenBpfObject open(byte[] bytes) {
    return BpfObject.open(BpfSource.of(bytes), OpenOptions.defaults().withName("xlated"));
  }

  private static List<String> programs(byte[] bytes) {
    try (OpenBpfObject open = open(bytes)) {
      return open.programs().stream().map(OpenBpfProgram::name).toList();
    }
  }

  private static void assertSameText(BpfProgram program) throws Exception {
    String text = Bpftool.run("prog", "dump", "xlated", "id", id(program), "opcodes");
    Disassembly ours = program.xlatedDisassembly();
    // bpftool names what is called; a map shows by its id.
    Symbolizer calls =
        (slot, i) -> i instanceof Call ? ours.symbolizer().symbol(slot, i) : Optional.empty();
    List<String> actual = Disassembler.kernelStyle().with(calls).lines(ours.instructions());
    List<String> theirs = text.lines().filter(line -> line.matches(" +\\d+: .*")).toList();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < theirs.size(); i++) {
      String our = i < actual.size() ? actual.get(i) : "";
      expected.add(KnownDifference.reconcile(KnownDifference.Tool.BPFTOOL, theirs.get(i), our));
    }
    assertEquals(expected, actual, program.name());

    String hex =
        OPCODES
            .matcher(text)
            .results()
            .map((MatchResult r) -> r.group(1).strip())
            .collect(joining(" "));
    assertArrayEquals(
        HexFormat.ofDelimiter(" ").parseHex(hex), InstructionCodec.encode(ours.instructions()));
    assertTrue(hex.length() > 0, text);
  }

  private static String id(BpfProgram program) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + program.withFd(fd -> fd))).stream()
        .filter(line -> line.startsWith("prog_id:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
