package org.libbpfjava.insn;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.insn.Instruction.Gotox;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.Instruction.MovPerCpu;
import org.libbpfjava.insn.Instruction.NoSpec;
import org.libbpfjava.insn.Instruction.UnknownInstruction;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.testing.LlvmObjdump;

/**
 * What clang 16 makes for v1, v2, v3 and clang 19 for v4 of every source of tests and examples is
 * decoded, encoded and written right.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObjectCodeTest {
  /** {@code " 37:\t18 01 …\tr1 = 0x0 ll"}; a label in angle brackets may follow. */
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d+):\\t(?:[0-9a-f]{2} )*[0-9a-f]{2}\\t(.*?)(?: <\\S+>)?");

  static List<TestObject> objects() {
    return TestObject.all("v1", "v2", "v3", "v4");
  }

  @ParameterizedTest
  @MethodSource("objects")
  void everySectionEncodesToItselfAndHoldsNothingUnknown(TestObject object) {
    for (ElfSection section : object.code()) {
      List<Instruction> instructions = InstructionCodec.decode(section.bytes());
      assertArrayEquals(section.bytes(), InstructionCodec.encode(instructions), section.name());
      assertEquals(
          List.of(),
          instructions.stream().filter(i -> i instanceof UnknownInstruction).toList(),
          section.name());
    }
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("objects")
  void llvmStyleIsWhatObjdumpPrints(TestObject object, @TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("object.o"), object.bytes());
    for (ElfSection section : object.code()) {
      List<String> theirs =
          LlvmObjdump.disassemble(file, section.name())
              .lines()
              .map(LINE::matcher)
              .filter(Matcher::matches)
              .map(line -> String.format("% 4d: %s", Integer.valueOf(line.group(1)), line.group(2)))
              .toList();
      List<String> actual =
          Disassembler.llvmStyle().lines(InstructionCodec.decode(section.bytes()));
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < theirs.size(); i++) {
        String our = i < actual.size() ? actual.get(i) : "";
        expected.add(KnownDifference.reconcile(KnownDifference.Tool.OBJDUMP, theirs.get(i), our));
      }
      assertEquals(expected, actual, section.name());
    }
  }

  @Order(2)
  @Test
  void noKnownDifferenceIsWithoutNeed() {
    assertEquals("", KnownDifference.unmet(KnownDifference.Tool.OBJDUMP));
  }

  @Test
  void theFoldersAreListed() {
    List<String> names = objects().stream().map(TestObject::toString).toList();
    assertTrue(
        names.containsAll(List.of("globals-v3", "encoded-v4", "switch-v1", "names-v2")),
        names::toString);
  }

  @Test
  void theObjectsHoldEveryInstructionThatTheseCompilersCanMake() {
    Set<Class<?>> missing = new HashSet<>(Set.of(Instruction.class.getPermittedSubclasses()));
    missing.removeAll(
        objects().stream()
            .flatMap(object -> object.code().stream())
            .flatMap(section -> InstructionCodec.decode(section.bytes()).stream())
            .map(Object::getClass)
            .collect(toSet()));
    // gotox: clang 22. LdMap has no encoding. The others only kernels write.
    assertEquals(
        Set.of(Gotox.class, LdMap.class, MovPerCpu.class, NoSpec.class, UnknownInstruction.class),
        missing);
  }
}
