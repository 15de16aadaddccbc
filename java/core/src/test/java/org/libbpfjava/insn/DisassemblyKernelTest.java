package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OldKernel;

/**
 * Instructions say what they refer to by name: in the object's file, relocated, and in the kernel.
 */
@KernelTest
class DisassemblyKernelTest {
  private static final List<String> VARIABLES =
      List.of(
          "&cfg.limits[3].max  // .rodata+64, BPF_PSEUDO_MAP_VALUE",
          "&cfg.name[5]  // .rodata+77, BPF_PSEUDO_MAP_VALUE",
          "&cfg.flags+1  // .rodata+5, BPF_PSEUDO_MAP_VALUE",
          "&CONFIG_HZ  // .kconfig+0, BPF_PSEUDO_MAP_VALUE",
          "&hits  // .bss+0, BPF_PSEUDO_MAP_VALUE",
          "&switches  // .data+0, BPF_PSEUDO_MAP_VALUE",
          "&first  // .data+12, BPF_PSEUDO_MAP_VALUE",
          "&cfg  // .rodata+0, BPF_PSEUDO_MAP_VALUE");

  private static OpenBpfObject open() {
    OpenBpfObject open = BpfObjects.open("names.bpf.o");
    open.program("calls_back").setAutoload(isAtLeast(5, 13));
    open.program("calls_kernel").setAutoload(isAtLeast(6, 2));
    return open;
  }

  private static boolean isAtLeast(int major, int minor) {
    return KernelVersion.running().isAtLeast(KernelVersion.of(major, minor));
  }

  /** What its ldimm64 instructions load, by name. */
  private static List<String> loaded(Disassembly disassembly) {
    return matching(disassembly, ": r\\d = (&.*)");
  }

  private static List<String> called(Disassembly disassembly) {
    return matching(disassembly, ": call (.*)");
  }

  private static List<String> matching(Disassembly disassembly, String pattern) {
    return disassembly.lines().stream()
        .filter(line -> line.matches(" *\\d+" + pattern))
        .map(line -> line.replaceFirst(" *\\d+" + pattern, "$1"))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Test
  void beforeLoadRelocationsNameEverything() {
    try (OpenBpfObject open = open()) {
      Disassembly refers = open.program("refers").disassembly();
      List<String> loaded = loaded(refers);
      assertEquals("&counters  // BPF_PSEUDO_MAP_FD", loaded.remove(0));
      assertTrue(loaded.remove("&__bpf_call_base  // .ksyms"), loaded::toString);
      assertEquals(VARIABLES, loaded);
      assertEquals(List.of("bpf_map_lookup_elem", "helped", "shared"), called(refers));
      Disassembly back = open.program("calls_back").disassembly();
      assertEquals(
          List.of("&counters  // BPF_PSEUDO_MAP_FD", "&add  // BPF_PSEUDO_FUNC"), loaded(back));
      assertEquals(List.of("bpf_for_each_map_elem"), called(back));
      assertEquals(
          List.of("bpf_rcu_read_lock", "bpf_rcu_read_unlock"),
          called(open.program("calls_kernel").disassembly()));
    }
  }

  @Test
  void relocatedTheSameNamesStandForDescriptorsAndAddresses() {
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      BpfProgram program = object.program("refers");
      Disassembly refers = program.disassembly();
      List<String> loaded = loaded(refers);
      assertEquals("&counters  // BPF_PSEUDO_MAP_FD", loaded.remove(0));
      String address = "0x" + Long.toHexString(object.ksym("__bpf_call_base"));
      assertTrue(loaded.remove("&__bpf_call_base  // .ksyms, " + address), loaded::toString);
      assertEquals(VARIABLES, loaded.subList(0, VARIABLES.size()));
      assertEquals(
          List.of("bpf_map_lookup_elem", "helped", "shared", "bpf_get_prandom_u32"),
          called(refers));
      assertEquals(program.instructionCount(), InstructionCodec.slots(program.instructions()));
      assertEquals(program.instructions(), refers.instructions());
      if (isAtLeast(5, 13)) {
        assertEquals(
            List.of("&counters  // BPF_PSEUDO_MAP_FD", "&add  // BPF_PSEUDO_FUNC"),
            loaded(object.program("calls_back").disassembly()));
      }
      if (isAtLeast(6, 2)) {
        assertEquals(
            List.of("bpf_rcu_read_lock", "bpf_rcu_read_unlock"),
            called(object.program("calls_kernel").disassembly()));
      }
    }
  }

  @Test
  void inTheKernelMapsHaveIdsAndHelpersTheirOwnFunctions() {
    try (OpenBpfObject open = open();
        BpfObject object = open.load()) {
      Disassembly refers = object.program("refers").xlatedDisassembly();
      List<String> loaded = loaded(refers);
      int id =
          refers.instructions().stream()
              .filter(i -> i instanceof LdImm64 load && load.kind() == ImmKind.MAP_FD)
              .mapToInt(i -> ((LdImm64) i).low())
              .findFirst()
              .orElseThrow();
      assertEquals("&counters  // map id " + id + ", BPF_PSEUDO_MAP_FD", loaded.remove(0));
      assertEquals(VARIABLES, loaded.subList(0, VARIABLES.size()));
      List<String> called = called(refers);
      assertTrue(called.contains("helped"), called::toString);
      assertTrue(called.contains("shared"), called::toString);
      assertTrue(called.get(0).endsWith("htab_map_lookup_elem"), called::toString);
      if (isAtLeast(5, 13)) {
        assertEquals(
            "&add  // BPF_PSEUDO_FUNC",
            loaded(object.program("calls_back").xlatedDisassembly()).get(1));
      }
      if (isAtLeast(6, 2)) {
        assertEquals(
            List.of("bpf_rcu_read_lock", "bpf_rcu_read_unlock"),
            called(object.program("calls_kernel").xlatedDisassembly()));
      }
    }
  }

  @Test
  void theInstructionsAreThoseOfLibbpfAndTheKernelByteForByte() {
    try (OpenBpfObject open = open()) {
      List<Instruction> file = open.program("refers").instructions();
      try (BpfObject object = open.load()) {
        BpfProgram program = object.program("refers");
        List<Instruction> relocated = program.instructions();
        for (int i = 0; i < file.size(); i++) {
          assertEquals(file.get(i).opcode(), relocated.get(i).opcode(), "instruction " + i);
        }
        assertTrue(relocated.size() > file.size(), "its functions stand behind it");
        assertArrayEquals(
            InstructionCodec.encode(program.xlatedInstructions()),
            InstructionCodec.encode(program.xlatedDisassembly().instructions()));
      }
    }
  }

  @Test
  void whatIsClosedHasNoInstructionsButAListingStays() {
    OpenBpfObject open = open();
    OpenBpfProgram opened = open.program("refers");
    BpfObject object = open.load();
    BpfProgram program = object.program("refers");
    Disassembly kept = program.disassembly();
    Disassembly keptXlated = program.xlatedDisassembly();
    object.close();
    for (Executable call :
        List.<Executable>of(
            opened::instructions,
            opened::disassembly,
            program::instructions,
            program::instructionCount,
            program::disassembly,
            program::xlatedInstructions,
            program::xlatedDisassembly)) {
      assertThrows(IllegalStateException.class, call);
    }
    assertTrue(kept.toString().contains("&cfg.limits[3].max"), kept::toString);
    assertTrue(keptXlated.toString().contains("&cfg.limits[3].max"), keptXlated::toString);
  }

  /** Loads a program, and has no privilege any more when it asks for its instructions. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) {
      try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
        System.out.println(object.program("count").instructions().isEmpty() ? "none" : "given");
        System.out.println(object.program("count").xlatedInstructions());
      } catch (BpfPermissionException e) {
        System.out.println(e.errnoName() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void aKernelThatHidesInstructionsIsAnExceptionThatNamesTheCapability(@TempDir Path folder)
      throws Exception {
    Path library = folder.resolve("drop.so");
    OldKernel.compile("drop_capabilities.c", library, "-shared", "-fPIC", "-ldl");
    ChildProcess child =
        ChildProcess.run(Map.of("LD_PRELOAD", library.toString()), ChildProcess.java(Asking.class));
    assertEquals(0, child.status(), child.output());
    assertTrue(
        child.output().startsWith("given\nEPERM: read the instructions of program 'count': "),
        child.output());
    assertTrue(child.output().contains("the process lacks CAP_BPF"), child.output());
  }
}
