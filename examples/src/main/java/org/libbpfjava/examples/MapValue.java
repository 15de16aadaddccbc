package org.libbpfjava.examples;

import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R10;
import static org.libbpfjava.insn.Register.R2;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.TestRun;
import org.libbpfjava.insn.AluOp;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.JmpOp;
import org.libbpfjava.insn.Size;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.verifier.BpfLoadException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A map and programs without an ELF file: what global variables stand on. Linux 5.2. */
@Command(
    name = "map-value",
    description = "Reach a map's value by BPF_PSEUDO_MAP_VALUE, from a program written in Java.",
    mixinStandardHelpOptions = true)
final class MapValue implements Callable<Integer> {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (BpfScope scope = BpfScope.open("map-value")) {
      BpfMap limits = scope.createMap(MapOptions.array("limits", 48, 1));
      BpfProgram program = load(scope, store(limits, 8, Size.DW));
      out.println("A program that stores 42 at byte 8 of a map's value of 48 bytes:");
      out.println(program.disassembly());
      int returned = program.testRun(PACKET).returnValue();
      byte stored = limits.lookup(new byte[4]).orElseThrow()[8];
      out.printf("It returned %d, and byte 8 is %d.%n", returned, stored);

      out.println("\nOffsets that the verifier accepts and refuses:");
      tryStore(out, scope, limits, 0, Size.DW);
      tryStore(out, scope, limits, 40, Size.DW);
      tryStore(out, scope, limits, 47, Size.B);
      tryStore(out, scope, limits, 44, Size.DW);
      tryStore(out, scope, limits, 47, Size.H);
      tryStore(out, scope, limits, 48, Size.B);
      tryStore(out, scope, limits, -1, Size.B);
      tryStore(out, scope, limits, 1 << 29, Size.B);

      out.println("\nA map that programs may only read, BPF_F_RDONLY_PROG:");
      MapOptions readOnly = MapOptions.array("constants", 48, 1).withFlags(MapFlag.RDONLY_PROG);
      tryStore(out, scope, scope.createMap(readOnly), 8, Size.DW);

      out.println("\nA map for bpf_map_lookup_elem(), at offset 0 of either kind:");
      tryLoad(out, scope, ImmKind.MAP_FD.kernelName(), lookUp(limits, ImmKind.MAP_FD));
      tryLoad(out, scope, ImmKind.MAP_VALUE.kernelName(), lookUp(limits, ImmKind.MAP_VALUE));
      out.println("The first is the map, the second the address of its first value.");
    }
    out.flush();
    return 0;
  }

  /** {@code *(map[0] + offset) = 42; return *(map[0] + offset)}. */
  private static Assembler store(BpfMap map, int offset, Size size) {
    return new Assembler()
        .loadMapValue(R1, map, offset)
        .store(size, R1, 0, 42)
        .load(size, R0, R1, 0)
        .exit();
  }

  /** {@code key = 0; return bpf_map_lookup_elem(map, &key) != NULL}, with {@code map} as told. */
  private static Assembler lookUp(BpfMap map, ImmKind kind) {
    return new Assembler()
        .store(Size.W, R10, -4, 0)
        .mov(R2, R10)
        .alu(AluOp.ADD, R2, -4)
        .add(new LdMap(R1, kind, map, 0))
        .call(Helper.MAP_LOOKUP_ELEM)
        .jumpIf(R0, JmpOp.EQ, 0, "end")
        .mov(R0, 1)
        .label("end")
        .exit();
  }

  private static BpfProgram load(BpfScope scope, Assembler program) {
    return scope.loadProgram(
        ProgramOptions.of(ProgramType.SOCKET_FILTER, "demo", program.instructions()));
  }

  private static void tryStore(PrintWriter out, BpfScope scope, BpfMap map, int offset, Size size) {
    String what = String.format("store %d at %d", size.bytes(), Integer.toUnsignedLong(offset));
    tryLoad(out, scope, what, store(map, offset, size));
  }

  private static void tryLoad(PrintWriter out, BpfScope scope, String what, Assembler program) {
    String answer = "accepted";
    try {
      load(scope, program);
    } catch (BpfLoadException e) {
      answer = "refused: " + e.errnoName() + ", " + e.reason();
    }
    out.printf("  %-22s %s%n", what, answer);
  }
}
