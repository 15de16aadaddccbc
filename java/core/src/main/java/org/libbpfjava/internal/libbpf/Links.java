package org.libbpfjava.internal.libbpf;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.libbpfjava.attach.BpfLink;

/** The links made through one object: they end with it. */
public final class Links {
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

  public synchronized void remove(BpfLink link) {
    live.remove(link);
  }

  public void close() {
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
