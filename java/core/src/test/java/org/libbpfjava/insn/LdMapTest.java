package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.libbpfjava.insn.Register.R1;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdMap;

class LdMapTest {
  private static final String MISSING =
      "map 'limits' has no descriptor here: BpfScope.loadProgram puts it in, or LdMap.withFd";
  private static final MapReference LIMITS = new TestMap("limits", 3);
  private static final LdMap MAP = new LdMap(R1, ImmKind.MAP_FD, LIMITS, 0);
  private static final LdMap VALUE = new LdMap(R1, ImmKind.MAP_VALUE, LIMITS, -1);

  @Test
  void listingsShowTheMapsName() {
    assertEquals("r1 = &limits", Disassembler.llvmStyle().text(0, MAP));
    assertEquals("r1 = &limits[0]+4294967295", Disassembler.llvmStyle().text(0, VALUE));
    assertEquals("(18) r1 = &limits", Disassembler.kernelStyle().text(0, MAP));
  }

  @Test
  void aDescriptorMakesItAnInstructionOfTheKernel() {
    assertEquals(new LdImm64(R1, ImmKind.MAP_FD, 7, 0), MAP.withFd(7));
    assertEquals(new LdImm64(R1, ImmKind.MAP_VALUE, 7, -1), VALUE.withFd(7));
  }

  @Test
  void itTakesTwoSlots() {
    assertEquals(2, MAP.slots());
    assertEquals(3, InstructionCodec.slots(List.of(VALUE, new Exit())));
    assertEquals(MAP.withFd(7).opcode(), MAP.opcode());
  }

  @Test
  void withoutADescriptorThereIsNothingToEncode() {
    assertEquals(MISSING, assertThrows(IllegalStateException.class, MAP::raw).getMessage());
    assertEquals(
        "slot 1: " + MISSING,
        assertThrows(
                IllegalArgumentException.class,
                () -> InstructionCodec.encode(List.of(new Exit(), VALUE)))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"MAP_FD", "MAP_VALUE"},
      mode = EnumSource.Mode.EXCLUDE)
  void otherKindsAreRefused(ImmKind kind) {
    assertEquals(
        "a map is loaded as MAP_FD or MAP_VALUE, not " + kind,
        assertThrows(IllegalArgumentException.class, () -> new LdMap(R1, kind, LIMITS, 0))
            .getMessage());
  }
}
