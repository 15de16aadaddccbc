package org.libbpfjava.internal.libbpf;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.internal.value.ObjectTypes;

/** The links made through one object: they end with it. */
public final class Links {
  private final Set<BpfLink> live = new HashSet<>(); // guarded by this
  private final Optional<ObjectTypes> types;
  private boolean closed; // guarded by this

  /** Of an owner without types. */
  public Links() {
    this(Optional.empty());
  }

  /**
   * Of an object.
   *
   * @param types its types
   */
  public Links(Optional<ObjectTypes> types) {
    this.types = types;
  }

  /** {@return the types of the object, empty where it has none} */
  Optional<ObjectTypes> types() {
    return types;
  }

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
