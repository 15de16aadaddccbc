package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;

/**
 * Our own mappings of the maps of one object or scope: one a map, shared by all who ask.
 *
 * <p>When the owner ends they are detached: their addresses stay valid and hold the last bytes, for
 * handles and buffers that outlive it, and the kernel's maps go at once. The memory itself goes
 * when nothing in Java can reach it any more. Safe on any thread.
 */
public final class MapMappings {
  private final Map<Integer, Mapping> byDescriptor = new HashMap<>(); // guarded by this

  /**
   * Maps the values of a map.
   *
   * @param fd the map's descriptor, which stays the same map's while the owner is open; the caller
   *     is inside it
   * @param size bytes, at most what the map holds
   * @param map its name, for messages
   * @return exactly these bytes, in native order; a read-only buffer where the kernel lets nobody
   *     write
   */
  public synchronized ByteBuffer values(int fd, int size, String map) {
    ByteBuffer known = known(fd);
    if (known != null) {
      return known;
    }
    try {
      return map(fd, size, true, map);
    } catch (BpfException e) {
      // Frozen: a store would be SIGSEGV. Or only programs may not write it, and user space may by
      // system call alone: kernel/bpf/syscall.c, bpf_map_mmap().
      if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
        return map(fd, size, false, map);
      }
      throw Feature.MMAPABLE_ARRAYS.isSupported()
          ? e.errno() == Errno.EINVAL ? notMappable(map) : e
          : Feature.MMAPABLE_ARRAYS.refusal(Message.whole("mmap map '" + map + "'", e.errno()));
    }
  }

  /** kernel/bpf/syscall.c, bpf_map_mmap(): no other map has memory that it would give. */
  private static BpfException notMappable(String map) {
    String text = "mmap map '" + map + "': " + Errno.describe(Errno.EINVAL);
    return new BpfException(
        Message.whole(
            text
                + ", only an array that is made with BPF_F_MMAPABLE can be mapped. Hint:"
                + " __uint(map_flags, BPF_F_MMAPABLE) in C, MapFlag.MMAPABLE in Java",
            Errno.EINVAL));
  }

  /**
   * Maps the values of a map that is known to be frozen.
   *
   * @see #values
   */
  synchronized ByteBuffer frozenValues(int fd, int size, String map) {
    ByteBuffer known = known(fd);
    return known != null ? known : map(fd, size, false, map);
  }

  private @Nullable ByteBuffer known(int fd) {
    Mapping mapping = byDescriptor.get(fd);
    return mapping == null ? null : mapping.view();
  }

  private ByteBuffer map(int fd, int size, boolean writable, String map) {
    Mapping mapping = new Mapping(size, writable);
    long result = mapping.map(fd);
    if (Reclaim.isShortage(result)) {
      result = Reclaim.retryAfterCollection(result, () -> mapping.map(fd));
    }
    ReturnCode.check(result, "mmap map", map);
    ByteBuffer view = mapping.lend();
    byDescriptor.put(fd, mapping);
    return view;
  }

  /** Lets the kernel's maps go. For the end of the owner, while nobody is inside it. */
  public synchronized void close() {
    for (Mapping mapping : byDescriptor.values()) { // no lambda: it would load a class now
      mapping.detach();
    }
    byDescriptor.clear();
  }
}
