package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PermanentBuffersTest {
  /** Before JDK 19 no buffer can be closed, so nothing is remembered. */
  private static final boolean REMEMBERS = Runtime.version().feature() >= 19;

  private final PermanentBuffers permanent = new PermanentBuffers();
  private final ByteBuffer key = ByteBuffer.allocateDirect(4);
  private final ByteBuffer value = ByteBuffer.allocateDirect(8);

  @Test
  void knowsWhatItHasLearned() {
    assertFalse(permanent.areKnown(key, value));
    assertFalse(permanent.isKnown(key));
    permanent.learn(key, value);
    assertEquals(REMEMBERS, permanent.areKnown(key, value));
    assertEquals(REMEMBERS, permanent.isKnown(key));
  }

  @Test
  void tellsBuffersApartThatAreEqual() {
    permanent.learn(key, value);
    assertFalse(permanent.areKnown(key, value.duplicate()), "another buffer, the same bytes");
    assertFalse(permanent.areKnown(key.duplicate(), value));
    assertFalse(permanent.isKnown(key.duplicate()));
  }

  @Test
  void learnsNewBuffersSeldomOnceThereWereMany() {
    int remembered = 0;
    for (int i = 0; i < 4096; i++) {
      ByteBuffer other = value.duplicate();
      permanent.learn(key, other);
      remembered += permanent.areKnown(key, other) ? 1 : 0;
    }
    assertEquals(REMEMBERS ? 16 + 3 : 0, remembered);
  }
}
