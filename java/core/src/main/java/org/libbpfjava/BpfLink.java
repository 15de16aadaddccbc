package org.libbpfjava;

import static org.libbpfjava.raw.global.libbpf.bpf_link__destroy;
import static org.libbpfjava.raw.global.libbpf.bpf_link__fd;

import org.libbpfjava.internal.NativeResource;
import org.libbpfjava.raw.bpf_link;

/**
 * A program attached to a place in the kernel, as long as this is open. Closing detaches it, and
 * closing its object does so too. Safe on any thread.
 *
 * @libbpf struct bpf_link
 */
public final class BpfLink implements AutoCloseable {
  private final bpf_link handle;
  private final String program;
  private final Links siblings;
  private final NativeResource resource;

  BpfLink(bpf_link handle, String program, Links siblings) {
    this.handle = handle;
    this.program = program;
    this.siblings = siblings;
    // Safe: the resource frees once, when no call is inside.
    this.resource =
        new NativeResource("link of program '" + program + "'", () -> bpf_link__destroy(handle));
  }

  /** {@return the name of the attached program} */
  public String program() {
    return program;
  }

  /** {@return whether it has not been closed} */
  public boolean isOpen() {
    return !resource.isClosed();
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
    resource.enter();
    try {
      return bpf_link__fd(handle);
    } finally {
      resource.exit();
    }
  }

  /** Detaches the program. A second call does nothing. */
  @Override
  public void close() {
    siblings.remove(this);
    resource.close();
  }

  @Override
  public String toString() {
    return "link of program " + program;
  }
}
