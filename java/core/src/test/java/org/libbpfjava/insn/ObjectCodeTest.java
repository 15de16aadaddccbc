package org.libbpfjava.insn;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.insn.Instruction.Gotox;
import org.libbpfjava.insn.Instruction.LoadAcquire;
import org.libbpfjava.insn.Instruction.MovPerCpu;
import org.libbpfjava.insn.Instruction.NoSpec;
import org.libbpfjava.insn.Instruction.StoreRelease;
import org.libbpfjava.insn.Instruction.UnknownInstruction;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.testing.LlvmObjdump;

/** What clang 16 makes for v1, v2, v3 and clang 19 for v4 is decoded, encoded and written right. */
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

  /** There is no known difference: clang 19 makes nothing that its objdump writes otherwise. */
  @ParameterizedTest
  @MethodSource("objects")
  void llvmStyleIsWhatObjdumpPrints(TestObject object, @TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("object.o"), object.bytes());
    for (ElfSection section : object.code()) {
      List<String> expected =
          LlvmObjdump.disassemble(file, section.name())
              .lines()
              .map(LINE::matcher)
              .filter(Matcher::matches)
              .map(line -> String.format("% 4d: %s", Integer.valueOf(line.group(1)), line.group(2)))
              .toList();
      assertEquals(
          expected,
          Disassembler.llvmStyle().lines(InstructionCodec.decode(section.bytes())),
          section.name());
    }
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
    // load_acquire, store_release: clang 21. gotox: clang 22. The others only kernels write.
    assertEquals(
        Set.of(
            LoadAcquire.class,
            StoreRelease.class,
            Gotox.class,
            MovPerCpu.class,
            NoSpec.class,
            UnknownInstruction.class),
        missing);
  }
}
