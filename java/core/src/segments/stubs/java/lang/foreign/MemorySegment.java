package java.lang.foreign;

import java.nio.Buffer;

/** What src/segments/java uses of the interface that JDK 22 has. Compiled against, never run. */
public interface MemorySegment {
  MemorySegment NULL = ofAddress(0);

  static MemorySegment ofAddress(long address) {
    throw new UnsupportedOperationException();
  }

  static MemorySegment ofBuffer(Buffer buffer) {
    throw new UnsupportedOperationException();
  }

  long address();

  MemorySegment reinterpret(long newSize);
}
