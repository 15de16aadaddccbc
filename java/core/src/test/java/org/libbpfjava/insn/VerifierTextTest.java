package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.Bpftool;

/**
 * The kernel's own disassembler agrees up to v4: from 6.16 on it prints every instruction of a
 * program, refused ones included, as "Live regs before insn" into the verifier's log. The bpftool
 * of this machine may be too old for v4.
 */
@KernelTest
class VerifierTextTest {
  private static final Pattern LOG =
      Pattern.compile(
          "prog '(\\w+)': -- BEGIN PROG LOAD LOG --\\n(.*?)-- END PROG LOAD LOG --",
          Pattern.DOTALL);
  private static final Pattern LIVE =
      Pattern.compile(" *(?:\\d+ +)?(\\d+): [.\\d]{10} (\\([0-9a-f]{2}\\) .*)");

  static List<TestObject> objects() {
    return TestObject.instructionSet("v1", "v2", "v3", "v4").stream()
        .filter(object -> !object.name().equals("callx")) // which no kernel takes
        .toList();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void everyInstructionIsTheSameText(TestObject object, @TempDir Path folder) throws Exception {
    KernelTier.needs("the verifier prints every instruction", KernelVersion.of(6, 16));
    Path file = Files.write(folder.resolve(object.name() + ".o"), object.bytes());
    Matcher logs = LOG.matcher(load(file));
    List<String> programs = new ArrayList<>();
    while (logs.find()) {
      programs.add(logs.group(1));
      assertSameText(logs.group(1), logs.group(2), code(object, logs.group(1)));
    }
    assertEquals(programs(object), programs);
  }

  /** The log at level 2; arena pointers without an arena, for one, are refused after the table. */
  private static String load(Path file) throws Exception {
    try (BpfFs fs = BpfFs.mount()) {
      return Bpftool.run("-d", "prog", "loadall", file.toString(), fs.path("p").toString());
    } catch (IllegalStateException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static void assertSameText(String program, String log, byte[] code) {
    List<Instruction> instructions = InstructionCodec.decode(code);
    List<String> expected = new ArrayList<>();
    Matcher line = LIVE.matcher("");
    for (String text : log.lines().toList()) {
      // Behind the program itself stand the functions that libbpf appended to it.
      if (line.reset(text).matches() && Integer.parseInt(line.group(1)) < code.length / 8) {
        expected.add(line.group(1) + ": " + relocated(line.group(2)));
      }
    }
    List<String> ours = new ArrayList<>();
    int slot = 0;
    for (Instruction instruction : instructions) {
      String text = Disassembler.kernelStyle().text(slot, instruction);
      boolean address =
          instruction instanceof LdImm64 && expected.get(ours.size()).endsWith("address");
      boolean function = instruction instanceof Call call && call.kind() == CallKind.SUBPROGRAM;
      ours.add(
          slot
              + ": "
              + (address
                  ? text.replaceFirst("0x.*", "address")
                  : function ? relocated(text) : text));
      slot += instruction.slots();
    }
    assertEquals(expected, ours, program);
  }

  /**
   * What only a relocation knows, an address of the kernel or a function's distance, made equal.
   */
  private static String relocated(String text) {
    return text.replaceFirst("0xff[0-9a-f]{14}$", "address")
        .replaceFirst("call pc.*", "call function");
  }

  private static List<String> programs(TestObject object) {
    return ElfFile.parse(object.name(), object.bytes()).symbols().stream()
        .filter(symbol -> symbol.type() == ElfSymbol.Type.FUNC)
        .filter(symbol -> symbol.section() != null && symbol.section().name().equals("socket"))
        .map(ElfSymbol::name)
        .toList();
  }

  private static byte[] code(TestObject object, String program) {
    ElfSymbol function =
        ElfFile.parse(object.name(), object.bytes()).symbols().stream()
            .filter(symbol -> symbol.name().equals(program))
            .findFirst()
            .orElseThrow();
    int start = (int) function.value();
    byte[] section = Objects.requireNonNull(function.section()).bytes();
    return Arrays.copyOfRange(section, start, start + (int) function.size());
  }
}
