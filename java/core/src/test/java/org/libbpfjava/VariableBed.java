package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.RawBtf;

/**
 * Makes variables of C types in memory that the test owns, with bytes around each that nobody may
 * touch.
 */
final class VariableBed {
  static final int GUARD = 16;
  private static final byte UNTOUCHED = (byte) 0xa5;

  private final Btf btf;
  private final ValueCodecs codecs;
  private final MemoryMaker memories;
  private boolean closed;

  /** Makes a section's memory. */
  @FunctionalInterface
  interface MemoryMaker {
    SectionMemory create(String section, byte[] initial, Liveness liveness);
  }

  /** A variable and the memory around it. */
  record Bed(GlobalVariable variable, SectionMemory memory, int size) {

    /** {@return the variable's own bytes in hex, after a check of those around it} */
    String hex() {
      byte[] all = new byte[memory.size()];
      memory.getBytes(0, all, 0, all.length);
      byte[] guard = new byte[GUARD];
      Arrays.fill(guard, UNTOUCHED);
      HexFormat hex = HexFormat.of();
      assertEquals(hex.formatHex(guard), hex.formatHex(all, 0, GUARD), "before");
      assertEquals(
          hex.formatHex(guard), hex.formatHex(all, GUARD + size, GUARD + size + GUARD), "after");
      return hex.formatHex(all, GUARD, GUARD + size);
    }
  }

  VariableBed(String testObject, MemoryMaker memories, ValueMapper<?>... mappers) {
    this.codecs = new ValueCodecs(Stream.of(mappers).map(ValueMapper::mapping).toList());
    this.btf = Btf.parse(testObject, RawBtf.of(BpfObjects.bytes(testObject + ".bpf.o")));
    this.memories = memories;
  }

  Btf btf() {
    return btf;
  }

  /** The variable of that name, all zero. */
  Bed bed(String name) {
    return bed(name, btf.find(name, BtfVar.class).orElseThrow().size(), ".bss");
  }

  /** With a size that need not be the type's. */
  Bed bed(String name, int size, String section) {
    BtfVar type = btf.find(name, BtfVar.class).orElseThrow();
    SectionMemory memory = memory(section, size);
    return new Bed(
        new GlobalVariable(
            name, memory, GUARD, size, type.type(), this::check, codecs, UseInCode.UNKNOWN),
        memory,
        size);
  }

  /** A variable that only the symbol table knows. */
  Bed untyped(String name, int size) {
    SectionMemory memory = memory(".data", size);
    return new Bed(
        new GlobalVariable(name, memory, GUARD, size, null, this::check, codecs, UseInCode.UNKNOWN),
        memory,
        size);
  }

  private SectionMemory memory(String section, int size) {
    byte[] initial = new byte[GUARD + size + GUARD];
    Arrays.fill(initial, UNTOUCHED);
    Arrays.fill(initial, GUARD, GUARD + size, (byte) 0);
    return memories.create(section, initial, this::check);
  }

  private void check() {
    if (closed) {
      throw new IllegalStateException("object 'scalars' is closed");
    }
  }

  void close() {
    closed = true;
  }
}
