package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.lbj_map_mmap;
import static org.libbpfjava.raw.global.libbpf.lbj_munmap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.libbpfjava.BpfException;
import org.libbpfjava.feature.Feature;

/** Our own mapping of a map's values, which lives as long as its buffer is reachable. */
public final class MapMemory {
  private MapMemory() {}

  /**
   * Maps a map.
   *
   * @param fd the map's descriptor; the mapping does not need it afterwards
   * @param size bytes, at most what the map holds
   * @param writable whether stores are allowed; a frozen map refuses
   * @param map its name, for the message
   * @return exactly these bytes, in native order
   */
  static ByteBuffer map(int fd, int size, boolean writable, String map) {
    long address = Native.check(lbj_map_mmap(fd, size, writable ? 1 : 0), "mmap map", map);
    // Safe: the kernel has just mapped `size` bytes at `address`. Every view of the buffer keeps
    // the buffer itself reachable, and only its unreachability unmaps them.
    ByteBuffer buffer = new BytePointer(Native.pointer(address)).capacity(size).asByteBuffer();
    NativeResource.freeWhenUnreachable(buffer, new Mapping(address, size));
    return buffer.order(ByteOrder.nativeOrder());
  }

  private record Mapping(long address, int size) implements Runnable {
    /** Unmaps it. */
    @Override
    public void run() {
      lbj_munmap(address, size);
    }
  }

  /**
   * Maps the values of a map that a user made.
   *
   * @param fd the map's descriptor
   * @param size bytes, at most what the map holds
   * @param map its name, for messages
   * @return the bytes, a read-only buffer where the kernel lets nobody write
   */
  public static ByteBuffer mapValues(int fd, int size, String map) {
    try {
      return map(fd, size, true, map);
    } catch (BpfException e) {
      if (e.errno() == Errno.EPERM) { // frozen: a store would be SIGSEGV
        return map(fd, size, false, map).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
      }
      throw Feature.MMAPABLE_ARRAYS.isSupported()
          ? e
          : Feature.MMAPABLE_ARRAYS.refusal("mmap map '" + map + "'", e.errno());
    }
  }
}
