package org.libbpfjava;

import org.libbpfjava.internal.NativeLink;

/**
 * A program attached to a place in the kernel, as long as this is open. Closing detaches it, and
 * closing its object does so too. Safe on any thread; links of one object are made and destroyed
 * one at a time.
 *
 * @libbpf struct bpf_link
 */
public final class BpfLink implements AutoCloseable {
  private final NativeLink link;
  private final String kind;
  private final String name;
  private final Links siblings;

  BpfLink(NativeLink link, String kind, String name, Links siblings) {
    this.link = link;
    this.kind = kind;
    this.name = name;
    this.siblings = siblings;
  }

  /** {@return the name of the attached program; of a struct_ops map's link, that of the map} */
  public String program() {
    return name;
  }

  /** {@return whether it has not been closed} */
  public boolean isOpen() {
    return !link.isClosed();
  }

  /**
   * {@return the kernel's descriptor of the link, for use with other libraries}
   *
   * <p>Outside every promise of this class: it dangles after {@link #close}.
   *
   * @throws IllegalStateException once closed
   * @libbpf bpf_link__fd
   */
  public int unsafeFd() {
    return link.fd();
  }

  /** Detaches the program. A second call does nothing. */
  @Override
  public void close() {
    siblings.remove(this);
    link.close();
  }

  @Override
  public String toString() {
    return "link of " + kind + " " + name;
  }
}
