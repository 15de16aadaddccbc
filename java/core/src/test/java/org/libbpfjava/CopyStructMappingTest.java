package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.testing.BtfWords;

/** Structs, before load. */
class CopyStructMappingTest extends StructMappingContract {

  @Override
  SectionMemory memory(String section, byte[] initial, Liveness liveness) {
    return Memories.copy(section, initial, liveness);
  }

  @Test
  void aStructThatUnfoldsWithoutEndIsRefusedAsATree() {
    BtfWords builder = new BtfWords().intType();
    int depth = 60;
    for (int i = 0; i < depth; i++) { // two members on the same four bytes, sixty times
      int a = builder.string("a");
      int b = builder.string("b");
      builder.type("s" + i, 4, 2, 4, a, i + 1, 0, b, i + 1, 0);
    }
    Btf btf = Btf.parse("hostile", builder.build());
    GlobalVariable hostile =
        new GlobalVariable(
            "hostile",
            Memories.copy(".data", new byte[] {1, 2, 3, 4}, () -> {}),
            0,
            4,
            btf.type(depth + 1),
            () -> {},
            new ValueCodecs(),
            UseInCode.UNKNOWN);
    assertEquals(
        "variable 'hostile' (struct s59, 4 bytes) is too large for one tree of values: read its"
            + " fields or its bytes",
        assertThrows(IllegalArgumentException.class, hostile::get).getMessage());
    assertEquals("struct s59 hostile", hostile.toString());
    hostile.set(Map.of("a", Map.of("b", new byte[] {5, 6, 7, 8})));
    assertArrayEquals(new byte[] {5, 6, 7, 8}, hostile.getBytes());
  }

  @Test
  void twentyMillionElementsAreNotBoxedUnasked() {
    BtfWords builder = new BtfWords().intType().type("", 3, 0, 0, 1, 1, 20_000_000);
    Btf btf = Btf.parse("large", builder.build());
    GlobalVariable large =
        new GlobalVariable(
            "large",
            Memories.copy(".bss", new byte[80_000_000], () -> {}),
            0,
            80_000_000,
            btf.type(2),
            () -> {},
            new ValueCodecs(),
            UseInCode.UNKNOWN);
    assertEquals(
        "variable 'large' (int[20000000], 80000000 bytes) is too large for one tree of values: read"
            + " its fields or its bytes",
        assertThrows(IllegalArgumentException.class, large::get).getMessage());
    assertEquals("int large[20000000]", large.toString());
    assertEquals(0, large.field("[19999999]").getInt());
  }
}
