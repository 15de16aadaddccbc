package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** What programs print to user space. */
@KernelTest
@Timeout(60)
class ProgramOutputKernelTest {

  static void run(BpfProgram program) {
    int result = program.testRun(TestRun.once()).returnValue();
    if (result == -Errno.ENOMEM) {
      // mm/page_alloc.c, alloc_pages_nolock(): with deferred_init=lazy it never gives any.
      throw KernelTier.skip("this kernel has no memory for the output of programs");
    }
    assertTrue(result >= 0, "printing returned " + result);
  }

  /** Each program has streams of its own: a line goes on where the same program goes on. */
  @Test
  @RequiresFeature(Feature.PROGRAM_STREAMS)
  void wholeLinesAreRead() throws Exception {
    OpenFiles before = OpenFiles.now();
    try (BpfObject object = BpfObjects.load("streams.bpf.o")) {
      object.variable("number").setInt(7);
      BpfProgram program = object.program("print_begin");
      ProgramOutput output = program.stdout();
      assertSame(output, program.stdout());
      assertEquals(List.of(), output.lines().toList());
      run(program);
      assertEquals(List.of("first 7", "second"), output.lines().toList());
      assertEquals("thi", output.rest());
      assertEquals(List.of(), output.lines().toList(), "the rest is kept");
      assertEquals("thi", output.rest());
      object.variable("number").setInt(8);
      run(program);
      assertEquals(List.of("thifirst 8", "second"), output.lines().toList());
      assertEquals(List.of(), program.stderr().lines().toList());
      assertEquals("", program.stderr().rest());
      assertEquals("stdout of program print_begin (syscall)", output.toString());
    }
    before.assertNoMore();
  }

  @Test
  @RequiresFeature(Feature.PROGRAM_STREAMS)
  void errorsAreApart() {
    try (BpfObject object = BpfObjects.load("streams.bpf.o")) {
      object.variable("number").setInt(-1);
      BpfProgram program = object.program("print_error");
      run(program);
      run(program);
      assertEquals(List.of(), program.stdout().lines().toList());
      assertEquals(List.of("wrong: -1", "wrong: -1"), program.stderr().lines().toList());
      assertEquals("stderr of program print_error (syscall)", program.stderr().toString());
    }
  }

  /** As much as the kernel keeps, in many pieces. */
  @Test
  @RequiresFeature(Feature.PROGRAM_STREAMS)
  void muchIsRead() {
    try (BpfObject object = BpfObjects.load("streams.bpf.o")) {
      BpfProgram program = object.program("print_end");
      for (int i = 0; i < 20_000; i++) {
        run(program);
      }
      List<String> lines = program.stdout().lines().toList();
      assertEquals(20_000, lines.size());
      assertTrue(lines.stream().allMatch("rd"::equals), "each line is whole");
    }
  }

  @Test
  @RequiresFeature(Feature.PROGRAM_STREAMS)
  void aProgramThatIsOpenedHasTheSameStreams() {
    try (BpfObject object = BpfObjects.load("streams.bpf.o");
        BpfScope scope = BpfScope.open("others")) {
      run(object.program("print_end"));
      BpfProgram opened = scope.openProgram(object.program("print_end").info().id());
      assertEquals(List.of("rd"), opened.stdout().lines().toList());
      assertEquals(List.of(), object.program("print_end").stdout().lines().toList(), "it is taken");
    }
  }

  @Test
  void aClosedProgramPrintsNothing() {
    BpfObject object = BpfObjects.load("tail_calls.bpf.o");
    ProgramOutput output = object.program("answers_1").stdout();
    object.close();
    assertEquals(
        "object 'tail_calls.bpf.o' is closed",
        assertThrows(IllegalStateException.class, output::lines).getMessage());
    assertEquals("", output.rest());
  }

  @Test
  void anOlderKernelSaysSo() {
    try (BpfObject object = BpfObjects.load("tail_calls.bpf.o")) {
      ProgramOutput output = object.program("answers_1").stderr();
      if (Feature.PROGRAM_STREAMS.isSupported()) {
        assertEquals(List.of(), output.lines().toList());
        return;
      }
      BpfException e = assertThrows(BpfNotSupportedException.class, output::lines);
      assertEquals(
          "read stderr of program 'answers_1': " + Feature.PROGRAM_STREAMS.absence(),
          e.getMessage());
    }
  }
}
