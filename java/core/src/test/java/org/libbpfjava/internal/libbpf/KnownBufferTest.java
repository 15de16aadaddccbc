package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.presets.calls.DirectBuffers;

class KnownBufferTest {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(16);

  @BeforeAll
  static void load() {
    Presets.load();
  }

  @Test
  void itsAddressIsThatOfItsFirstByteWhateverItsPosition() {
    buffer.put(5, (byte) 42);
    long address = KnownBuffer.of(buffer.position(3)).address;
    assertEquals(42, DirectBuffers.of(address, 16).get(5));
    assertEquals(address + 5, KnownBuffer.of(buffer.slice(5, 1)).address);
    assertEquals(address, KnownBuffer.of(buffer.duplicate()).address);
    assertEquals(address, KnownBuffer.of(buffer.asReadOnlyBuffer()).address);
  }

  @Test
  void itIsOfThatBufferAlone() {
    assertTrue(KnownBuffer.of(buffer).refersTo(buffer));
    assertFalse(KnownBuffer.of(buffer).refersTo(buffer.duplicate()), "the same bytes");
    assertFalse(KnownBuffer.NONE.refersTo(buffer));
  }
}
