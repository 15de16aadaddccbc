package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;

/** Programs become those of a struct_ops map. */
@KernelTest
@Timeout(60)
class AssociationKernelTest {
  private BpfObject ops;
  private BpfObject runs;

  @BeforeEach
  void load() {
    KernelTier.needs("struct_ops are", KernelVersion.of(5, 6));
    ops = BpfObjects.load("struct_ops.bpf.o");
    runs = BpfObjects.load("runs.bpf.o", "where");
  }

  @AfterEach
  void close() {
    if (runs != null) {
      runs.close();
    }
    if (ops != null) {
      ops.close();
    }
  }

  @Test
  @RequiresFeature(Feature.STRUCT_OPS_ASSOCIATION)
  void aProgramBelongsToOneMap() {
    BpfProgram program = runs.program("where");
    program.associate(ops.map("congestion"));
    program.associate(ops.map("congestion")); // the same again
    try (BpfObject others = BpfObjects.load("struct_ops.bpf.o")) {
      BpfException e =
          assertThrows(BpfException.class, () -> program.associate(others.map("congestion")));
      assertEquals(
          "associate program 'where' with map 'congestion': EBUSY (-16): the program is one of"
              + " another map, and stays so",
          e.getMessage());
    }
  }

  @Test
  void whatIsNoStructOpsMapIsRefused() {
    try (BpfObject calls = BpfObjects.load("tail_calls.bpf.o")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> runs.program("where").associate(calls.map("jumps")));
      assertEquals(
          "associate program 'where' with map 'jumps': the map is of type prog_array, and"
              + " struct_ops is wanted",
          e.getMessage());
    }
  }

  @Test
  void aProgramOfStructOpsIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ops.program("ssthresh").associate(ops.map("congestion")));
    assertEquals(
        "associate program 'ssthresh' with map 'congestion': a program of struct_ops belongs to"
            + " the maps that refer to it",
        e.getMessage());
  }

  @Test
  void anOlderKernelSaysSo() {
    if (Feature.STRUCT_OPS_ASSOCIATION.isSupported()) {
      runs.program("where").associate(ops.map("congestion"));
      return;
    }
    BpfException e =
        assertThrows(
            BpfNotSupportedException.class,
            () -> runs.program("where").associate(ops.map("congestion")));
    assertEquals(
        "associate program 'where' with map 'congestion': "
            + Feature.STRUCT_OPS_ASSOCIATION.absence(),
        e.getMessage());
  }

  @Test
  void whatIsClosedIsRefused() {
    BpfProgram program = runs.program("where");
    BpfObject closed = BpfObjects.load("struct_ops.bpf.o");
    closed.close();
    assertEquals(
        "object 'struct_ops.bpf.o' is closed",
        assertThrows(IllegalStateException.class, () -> program.associate(closed.map("congestion")))
            .getMessage());
    runs.close();
    assertEquals(
        "object 'runs.bpf.o' is closed",
        assertThrows(IllegalStateException.class, () -> program.associate(ops.map("congestion")))
            .getMessage());
  }
}
