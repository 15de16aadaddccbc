package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** A tail call reaches the program that Java put into the array. */
@KernelTest
@Timeout(60)
@SuppressWarnings("try") // scopes are closed where it matters
class ProgramArrayKernelTest {
  private static final int NOBODY = 100;

  private BpfObject object;
  private ProgramArray jumps;

  @BeforeEach
  void load() {
    object = BpfObjects.load("tail_calls.bpf.o");
    jumps = object.map("jumps").programs();
  }

  @AfterEach
  void close() {
    object.close();
  }

  private int dispatch() {
    return object.program("dispatch").testRun(TestRun.once().withData(new byte[64])).returnValue();
  }

  private static String refused(Class<? extends Throwable> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }

  private static BpfProgram returning(BpfScope scope, String section, int value) {
    return scope.loadProgram(
        ProgramOptions.ofSection(
            section, "returns", new Assembler().mov(Register.R0, value).exit().instructions()));
  }

  /** The kernel's number of a program: kernel/bpf/syscall.c, bpf_prog_show_fdinfo(). */
  private static int id(BpfProgram program) {
    return program.withFd(
        fd -> {
          try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
                .filter(line -> line.startsWith("prog_id:"))
                .map(line -> Integer.valueOf(line.substring(8).strip()))
                .findFirst()
                .orElseThrow();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aTailCallReachesTheProgramThatWasPut() {
    assertEquals(NOBODY, dispatch());
    assertEquals(OptionalInt.empty(), jumps.id(1));
    jumps.put(1, object.program("answers_1"));
    assertEquals(1, dispatch());
    assertEquals(OptionalInt.of(id(object.program("answers_1"))), jumps.id(1));
    jumps.put(1, object.program("answers_2"));
    assertEquals(2, dispatch());
    assertTrue(jumps.remove(1));
    assertFalse(jumps.remove(1));
    assertEquals(NOBODY, dispatch());
    assertEquals("programs of map jumps (prog_array)", jumps.toString());
  }

  @Test
  void aProgramOfAScopeIsCalledAfterItsScopeIsClosed() {
    try (BpfScope scope = BpfScope.open("callee")) {
      BpfProgram program = returning(scope, "socket", 42);
      jumps.put(1, program);
      assertEquals(42, dispatch());
      scope.close();
      assertEquals(42, dispatch(), "the array keeps it");
      assertEquals(
          "scope 'callee' is closed",
          refused(IllegalStateException.class, () -> jumps.put(2, program)));
    }
  }

  @Test
  void aProgramOfAnotherTypeIsRefusedWithBothTypes() {
    assertEquals(
        "put program 'of_another_type' into map 'jumps': EINVAL (-22): it is of type sched_cls, and"
            + " the programs that call it are of type socket_filter",
        refused(BpfException.class, () -> jumps.put(1, object.program("of_another_type"))));
    assertEquals(NOBODY, dispatch());
  }

  /** The first program that is put decides for the others. */
  @Test
  void anArrayThatNobodyCallsTakesOneType() {
    try (BpfScope scope = BpfScope.open("array")) {
      ProgramArray own =
          scope.createMap(MapOptions.of(MapType.PROG_ARRAY, "own", 4, 4, 2)).programs();
      own.put(0, returning(scope, "xdp", 2));
      String refusal = refused(BpfException.class, () -> own.put(1, returning(scope, "socket", 0)));
      assertEquals(
          "put program 'returns' into map 'own': EINVAL (-22): it is of type socket_filter, and the"
              + " programs that call it are of type xdp",
          refusal);
    }
  }

  @Test
  void indicesAreThoseOfTheArray() {
    BpfProgram program = object.program("answers_1");
    for (int index : new int[] {4, -1, Integer.MAX_VALUE}) {
      assertEquals(
          "update map 'jumps': E2BIG (-7): its indices run from 0 to 3",
          refused(BpfException.class, () -> jumps.put(index, program)));
      assertEquals(
          "delete from map 'jumps': E2BIG (-7): its indices run from 0 to 3",
          refused(BpfException.class, () -> jumps.remove(index)));
      assertEquals(OptionalInt.empty(), jumps.id(index));
    }
  }

  @Test
  void otherMapsHaveNoPrograms() {
    try (BpfScope scope = BpfScope.open("other")) {
      BpfMap array = scope.createMap(MapOptions.array("numbers", 8, 1));
      assertEquals(
          "map numbers (array) has no programs: it has keys and values: use typed",
          refused(IllegalArgumentException.class, array::programs));
    }
  }

  @Test
  void afterCloseAllThrows() {
    try (BpfScope scope = BpfScope.open("open")) {
      BpfProgram program = returning(scope, "socket", 42);
      object.close();
      String closed = "object 'tail_calls.bpf.o' is closed";
      for (Executable call :
          new Executable[] {
            () -> jumps.put(1, program), () -> jumps.remove(1), () -> jumps.id(1)
          }) {
        assertTrue(refused(IllegalStateException.class, call).endsWith(closed));
      }
      assertEquals(42, program.testRun(TestRun.once().withData(new byte[64])).returnValue());
    }
  }
}
