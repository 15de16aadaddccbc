package org.libbpfjava.internal.libbpf;

/**
 * Counts the memory of closed objects that waits for a collection. It is small on the heap and
 * large outside, so nothing would bring a collection about: past a bound this class does, as the
 * JDK does for direct buffers.
 */
final class KeptMemory {
  /** An eighth of vm.max_map_count as it is by default. */
  private static final long MAPPINGS = 8_192;

  private static final long BYTES = 256L << 20;

  private static long mappings; // guarded by the class, as all here
  private static long bytes;
  private static long mappingsAllowed = MAPPINGS;
  private static long bytesAllowed = BYTES;

  private KeptMemory() {}

  /** Notes a mapping of a closed object. */
  static void add(long size) {
    if (isTooMuch(size)) {
      System.gc();
    }
  }

  private static synchronized boolean isTooMuch(long size) {
    mappings++;
    bytes += size;
    if (mappings <= mappingsAllowed && bytes <= bytesAllowed) {
      return false;
    }
    // What a collection leaves is in use; the next one is due when as much has come again.
    mappingsAllowed = mappings + MAPPINGS;
    bytesAllowed = bytes + BYTES;
    return true;
  }

  /** Notes that one is gone. */
  static synchronized void remove(long size) {
    mappings--;
    bytes -= size;
    mappingsAllowed = Math.min(mappingsAllowed, Math.max(mappings, 0) + MAPPINGS);
    bytesAllowed = Math.min(bytesAllowed, Math.max(bytes, 0) + BYTES);
  }
}
