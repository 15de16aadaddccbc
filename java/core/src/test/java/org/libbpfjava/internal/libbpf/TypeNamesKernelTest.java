package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.MapType;
import org.libbpfjava.raw.global.libbpf;
import org.libbpfjava.testing.BpfObjects;

/** Types of maps and programs have libbpf's own numbers and names, and handles are lent. */
@KernelTest
class TypeNamesKernelTest {
  private static final List<Instruction> NOTHING =
      new Assembler().mov(Register.R0, 7).exit().instructions();

  @Test
  void typesOfMapsAreThoseOfLibbpf() {
    int number = 1;
    for (; libbpf.libbpf_bpf_map_type_str(number) != null; number++) {
      MapType type = MapType.of(number);
      assertEquals(libbpf.libbpf_bpf_map_type_str(number).getString(), type.libbpfName());
      assertEquals(number, type.number());
    }
    assertEquals(MapType.values().length, number, "all but UNKNOWN");
    assertEquals(MapType.UNKNOWN, MapType.of(number));
    assertEquals(MapType.UNKNOWN, MapType.of(0));
  }

  @Test
  void typesOfProgramsAreThoseOfLibbpf() {
    int number = 1;
    for (; libbpf.libbpf_bpf_prog_type_str(number) != null; number++) {
      ProgramType type = ProgramType.of(number);
      assertEquals(libbpf.libbpf_bpf_prog_type_str(number).getString(), type.libbpfName());
      assertEquals(number, type.number());
    }
    assertEquals(ProgramType.values().length, number, "all but UNKNOWN");
    assertEquals(ProgramType.UNKNOWN, ProgramType.of(number));
    assertEquals(ProgramType.UNKNOWN, ProgramType.of(-1));
  }

  @Test
  void aProgramKnowsItsType() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      ProgramType type = open.program("packet").type();
      assertEquals(ProgramType.SOCKET_FILTER, type);
      assertEquals("packet", open.withHandle(object -> name(object, "packet")));
      assertEquals(
          "packet",
          open.program("packet")
              .withHandle(program -> Native.string(libbpf.bpf_program__name(program).getString())));
      try (BpfObject object = open.load();
          BpfScope scope = BpfScope.open("types")) {
        assertEquals(type, object.program("packet").type());
        ProgramOptions byType = ProgramOptions.of(ProgramType.SOCKET_FILTER, "by_type", NOTHING);
        assertEquals(ProgramType.SOCKET_FILTER, scope.loadProgram(byType).type());
        ProgramOptions bySection =
            ProgramOptions.ofSection("cgroup/connect4", "by_section", NOTHING);
        assertEquals(ProgramType.UNKNOWN, bySection.type());
      }
    }
    assertEquals(
        "program 'p' cannot be of an unknown type",
        assertThrows(
                IllegalArgumentException.class,
                () -> ProgramOptions.of(ProgramType.UNKNOWN, "p", NOTHING))
            .getMessage());
  }

  private static String name(org.libbpfjava.raw.bpf_object object, String program) {
    return Native.string(
        libbpf
            .bpf_program__name(libbpf.bpf_object__find_program_by_name(object, program))
            .getString());
  }

  @Test
  void handlesAndDescriptorsAreLentWhileNothingCanEnd() throws Exception {
    BpfObject object = BpfObjects.load("globals.bpf.o");
    BpfProgram program = object.program("packet");
    Thread closing = new Thread(object::close);
    String name =
        object.withHandle(
            handle -> {
              closing.start();
              while (object.isOpen()) {
                Thread.onSpinWait();
              }
              return name(handle, "packet"); // freed when the loan is over
            });
    assertEquals("packet", name);
    closing.join(60_000);
    for (org.junit.jupiter.api.function.Executable call :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> object.withHandle(handle -> 0),
            () -> program.withHandle(handle -> 0),
            () -> program.withFd(fd -> 0))) {
      assertEquals(
          "object 'globals.bpf.o' is closed",
          assertThrows(IllegalStateException.class, call).getMessage());
    }
  }

  @Test
  void aProgramOfNoObjectHasNoHandle() {
    try (BpfScope scope = BpfScope.open("handles")) {
      BpfProgram program =
          scope.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "p", NOTHING));
      assertEquals(
          "program 'p' is of no object, so that libbpf has no handle of it: withFd() lends its"
              + " descriptor",
          assertThrows(IllegalStateException.class, () -> program.withHandle(handle -> 0))
              .getMessage());
    }
  }

  @Test
  void aLinkLendsItsDescriptor() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o");
        BpfLink link = object.program("count").attach()) {
      assertTrue(link.withFd(fd -> fd) > 2);
    }
  }
}
