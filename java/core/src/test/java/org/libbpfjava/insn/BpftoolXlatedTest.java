package org.libbpfjava.insn;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.testing.BpfFs;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.KernelTest;

/**
 * Programs that this kernel has loaded are the same text here and in {@code bpftool prog dump
 * xlated}.
 *
 * <p>One difference is known, and undone before comparing: bpftool names a function by its symbol,
 * {@code bpf_prog_0123456789abcdef_first}, where we only know {@code first}.
 */
@KernelTest
class BpftoolXlatedTest {
  private static final Pattern FUNCTION = Pattern.compile("(?m)^\\S.*?(\\w+)\\(.*\\):$");
  private static final Pattern OPCODES = Pattern.compile("(?m)^ {7}((?:[0-9a-f]{2} ?)+)$");

  static Stream<TestObject> objects() {
    boolean fetches = KernelVersion.running().isAtLeast(KernelVersion.of(5, 12));
    return TestObject.all("v1", "v2", "v3").stream()
        .filter(object -> fetches || !object.toString().equals("memory-v3"));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void everyLoadedProgramIsTheSameText(TestObject object, @TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve(object.name() + ".o"), object.bytes());
    try (BpfFs fs = BpfFs.mount()) {
      Bpftool.run("prog", "loadall", file.toString(), fs.path("progs").toString());
      List<Path> programs;
      try (Stream<Path> pinned = Files.list(fs.path("progs"))) {
        programs = pinned.toList();
      }
      assertFalse(programs.isEmpty());
      for (Path program : programs) {
        assertSameText(program, folder.resolve("code"));
      }
    }
  }

  private static void assertSameText(Path program, Path code) throws Exception {
    String pin = program.toString();
    String text = Bpftool.run("prog", "dump", "xlated", "pinned", pin, "opcodes");
    Bpftool.run("prog", "dump", "xlated", "pinned", pin, "file", code.toString());
    List<String> functions = matches(FUNCTION, text).toList();
    byte[] bytes = Files.readAllBytes(code);

    List<Instruction> instructions = InstructionCodec.decode(bytes);
    List<String> expected =
        text.lines()
            .filter(line -> line.matches(" +\\d+: .*"))
            .map(line -> line.replaceFirst("#bpf_prog_[0-9a-f]{16}_", "#"))
            .toList();
    assertEquals(
        expected,
        Disassembler.kernelStyle().with(new KernelSymbols(functions)).lines(instructions),
        pin);

    assertArrayEquals(bytes, InstructionCodec.encode(instructions));
    String hex = matches(OPCODES, text).collect(joining(" "));
    assertArrayEquals(HexFormat.ofDelimiter(" ").parseHex(hex), bytes);
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1).strip());
  }
}
