package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Disassembler;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.insn.Size;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.BpfLoadException;

/** The code of docs/instructions.md, in the order of the page. */
@KernelTest
class InstructionsPageKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  @Test
  void aProgramIsShownInThreeStates() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      // [before-load]
      System.out.println(open.program("count").disassembly()); // as the object file has it
      // [/before-load]
      try (BpfObject object = open.load()) {
        // [after-load]
        BpfProgram count = object.program("count");
        System.out.println(count.disassembly()); // as libbpf gave it to the kernel
        System.out.println(count.xlatedDisassembly()); // as the kernel keeps it
        // [/after-load]
        // [bpftool]
        List<String> lines = count.xlatedDisassembly().lines(Disassembler.kernelStyle());
        // [/bpftool]
        assertEquals(count.xlatedInstructions().size(), lines.size());
        // [instructions]
        for (Instruction instruction : count.instructions()) {
          if (instruction instanceof LdImm64 load && load.kind() == ImmKind.MAP_VALUE) {
            System.out.println("map fd " + load.low() + ", byte " + load.high());
          }
        }
        byte[] code = InstructionCodec.encode(count.instructions()); // and decode: the same bytes
        // [/instructions]
        assertEquals(count.instructions(), InstructionCodec.decode(code));
        assertTrue(count.disassembly().toString().contains("BPF_PSEUDO_MAP_VALUE"));
      }
    }
  }

  @Test
  void aProgramNeedsNoElfFile() {
    // [scope]
    try (BpfScope scope = BpfScope.open("demo")) {
      BpfMap limits = scope.createMap(MapOptions.array("limits", 48, 1));
      List<Instruction> code =
          new Assembler()
              .loadMapValue(R1, limits, 8) // r1 = &limits[0] + 8
              .store(Size.DW, R1, 0, 42)
              .load(Size.DW, R0, R1, 0)
              .exit()
              .instructions();
      BpfProgram program =
          scope.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "demo", code));
      System.out.println(
          program.testRun(TestRun.once().withData(new byte[64])).returnValue()); // 42
    }
    // [/scope]
  }

  @Test
  void theVerifierKeepsItInside() {
    try (BpfScope scope = BpfScope.open("demo")) {
      BpfMap limits = scope.createMap(MapOptions.array("limits", 48, 1));
      // [outside]
      List<Instruction> code =
          new Assembler().loadMapValue(R1, limits, 48).mov(R0, 0).exit().instructions();
      BpfLoadException refused =
          assertThrows(
              BpfLoadException.class,
              () -> scope.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "demo", code)));
      System.out.println(refused.reason());
      // invalid access to map value pointer, value_size=48 off=48
      // [/outside]
      assertTrue(
          refused
              .verifierLog()
              .contains("invalid access to map value pointer, value_size=48 off=48"),
          refused.verifierLog());
    }
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void aMapCanBeMemory() {
    try (BpfScope scope = BpfScope.open("demo")) {
      // [mmap]
      BpfMap shared = scope.createMap(MapOptions.array("shared", 8, 1).withFlags(MapFlag.MMAPABLE));
      shared.mmap().putLong(0, 4711); // no system call; a program sees it at once
      // [/mmap]
      BpfProgram reads =
          scope.loadProgram(
              ProgramOptions.of(
                  ProgramType.SOCKET_FILTER,
                  "reads",
                  new Assembler()
                      .loadMapValue(R1, shared, 0)
                      .load(Size.DW, R0, R1, 0)
                      .exit()
                      .instructions()));
      assertEquals(4711, reads.testRun(PACKET).returnValue());
    }
  }
}
