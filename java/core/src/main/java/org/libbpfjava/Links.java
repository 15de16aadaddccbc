package org.libbpfjava;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The links made through one object: they end with it. */
final class Links {
  private final Set<BpfLink> live = new HashSet<>(); // guarded by this
  private boolean closed; // guarded by this

  /** Takes a new link over, or closes it where the object was closed while it was made. */
  void add(BpfLink link) {
    synchronized (this) {
      if (!closed) {
        live.add(link);
        return;
      }
    }
    link.close();
  }

  synchronized void remove(BpfLink link) {
    live.remove(link);
  }

  void close() {
    List<BpfLink> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(live);
    }
    for (BpfLink link : left) {
      link.close();
    }
  }
}
