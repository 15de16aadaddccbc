package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.libbpfjava.internal.libbpf.Descriptors;
import org.libbpfjava.internal.libbpf.Epoll;
import org.libbpfjava.internal.libbpf.EventMapInfo;
import org.libbpfjava.internal.libbpf.SharedPages;

/** What one stream shares with the kernel, and gives back as a whole, once. */
final class SharedMemory implements Runnable {
  /** The maps that this process uses: two would take or overwrite each other's records. */
  private static final Set<Integer> CLAIMED = new HashSet<>(); // guarded by itself

  private final String subject;
  private final Epoll epoll;
  private final Descriptors descriptors = new Descriptors();
  private final List<SharedPages> pages = new ArrayList<>(); // guarded by this
  private final List<Integer> claims = new ArrayList<>(); // guarded by this
  private Runnable beforeClose = () -> {}; // guarded by this

  /**
   * Shares nothing yet.
   *
   * @param subject what messages call the stream
   */
  SharedMemory(String subject) {
    this.subject = subject;
    this.epoll = Epoll.open(subject);
  }

  String subject() {
    return subject;
  }

  Epoll epoll() {
    return epoll;
  }

  /** {@return descriptors that belong to the stream} */
  Descriptors descriptors() {
    return descriptors;
  }

  /**
   * Makes this stream the only one of a map in this process.
   *
   * @throws IllegalStateException if there is one
   */
  synchronized void claim(EventMapInfo map) {
    synchronized (CLAIMED) {
      if (!CLAIMED.add(map.id())) {
        throw new IllegalStateException(
            subject
                + " has a user in this process already, map id "
                + map.id()
                + ": two would disturb each other. Close the other one first");
      }
    }
    claims.add(map.id());
  }

  /** Maps pages, as {@link SharedPages#map}. */
  synchronized ByteBuffer map(int fd, long offset, int size, boolean writable, String map) {
    SharedPages mapped = SharedPages.map(fd, offset, size, writable, map);
    pages.add(mapped);
    return mapped.buffer();
  }

  /** Gives the kernel back what {@link #map} returned, before the rest. */
  @SuppressWarnings("ReferenceEquality") // the same memory, not the same bytes
  synchronized void unmap(ByteBuffer buffer) {
    for (SharedPages mapped : pages) {
      if (mapped.buffer() == buffer) {
        mapped.close();
        pages.remove(mapped);
        return;
      }
    }
  }

  /**
   * Sets what is to be done first, while all descriptors are open. It must not reach the stream.
   */
  synchronized void beforeClose(Runnable action) {
    beforeClose = action;
  }

  /** Gives all of it back. */
  @Override
  public synchronized void run() {
    beforeClose.run();
    beforeClose = () -> {};
    epoll.close(); // first: what it watches lives until then
    descriptors.close();
    pages.forEach(SharedPages::close);
    synchronized (CLAIMED) {
      claims.forEach(CLAIMED::remove);
    }
    claims.clear();
  }
}
