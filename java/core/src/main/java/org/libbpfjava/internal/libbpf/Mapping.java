package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_mapping_detach;
import static org.libbpfjava.raw.global.plain.lbj_mapping_drop;
import static org.libbpfjava.raw.global.plain.lbj_mmap;
import static org.libbpfjava.raw.global.plain.lbj_munmap;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.presets.calls.DirectBuffers;

/**
 * One mapping of a map or perf event. It lives as long as its buffer, or any view of that, is
 * reachable; first with the map behind it, then {@linkplain #detach detached} or {@linkplain #drop
 * dropped}.
 */
final class Mapping implements Runnable {
  private final long offset;
  private final int size;
  private final boolean writable;
  private long address; // guarded by this; 0 while nothing is mapped
  private long kept; // guarded by this; bytes that it holds since it was detached
  private boolean detached; // guarded by this
  private @Nullable WeakReference<ByteBuffer> buffer; // guarded by this

  /** Of that many bytes, nothing mapped yet; stores into one that is not writable are SIGSEGV. */
  Mapping(int size, boolean writable) {
    this(0, size, writable);
  }

  /** As {@link #Mapping(int, boolean)}, from an offset on, a multiple of the page size. */
  Mapping(long offset, int size, boolean writable) {
    this.offset = offset;
    this.size = size;
    this.writable = writable;
  }

  /** {@return the address, or a negative errno} The caller must {@link #lend} it next. */
  synchronized long map(int fd) {
    long result = lbj_mmap(fd, offset, size, writable ? 1 : 0);
    address = Math.max(result, 0);
    return result;
  }

  /** {@return the first view of the memory, with which its life begins} */
  synchronized ByteBuffer lend() {
    try {
      // Safe: the kernel has mapped `size` bytes there. Every view of the buffer keeps the buffer
      // itself reachable, and only its unreachability unmaps them.
      ByteBuffer whole = DirectBuffers.of(address, size);
      buffer = new WeakReference<>(whole);
      NativeResource.freeWhenUnreachable(whole, this);
      return view(whole);
    } catch (Throwable e) {
      run();
      throw e;
    }
  }

  /** {@return another view of the memory; null where it is unreachable, or gone} */
  synchronized @Nullable ByteBuffer view() {
    ByteBuffer whole = buffer == null ? null : buffer.get();
    return whole == null ? null : view(whole);
  }

  private ByteBuffer view(ByteBuffer whole) {
    return (writable ? whole.duplicate() : whole.asReadOnlyBuffer()).order(ByteOrder.nativeOrder());
  }

  /**
   * Puts ordinary memory with the same bytes in its place. Where there is no memory for that, the
   * map stays behind it.
   */
  synchronized void detach() {
    if (address != 0 && !detached) {
      // Safe: the addresses are ours until run().
      long used = putMemory();
      keep(Reclaim.isShortage(used) ? Reclaim.retryAfterCollection(used, this::putMemory) : used);
    }
  }

  private long putMemory() {
    return lbj_mapping_detach(address, size, writable ? 1 : 0);
  }

  /**
   * Puts pages of zeros in its place, which take no memory. Where there is no room for that, the
   * map stays behind it.
   */
  synchronized void drop() {
    if (address != 0 && !detached) {
      // Safe: the addresses are ours until run().
      Reclaim.retry(() -> lbj_mapping_drop(address, size, writable ? 1 : 0));
      keep(0);
    }
  }

  private void keep(long bytes) {
    detached = true;
    kept = Math.max(bytes, 0);
    KeptMemory.add(kept);
  }

  /** Unmaps it: nothing in Java can reach it. */
  @Override
  public synchronized void run() {
    if (address != 0) {
      lbj_munmap(address, size);
      address = 0;
      if (detached) {
        KeptMemory.remove(kept);
      }
    }
  }
}
