package org.libbpfjava.attach;

import java.util.function.IntFunction;

/**
 * A program attached to a place in the kernel, as long as this is open. Closing detaches it, and
 * closing its object does so too. Safe on any thread. Links of one object are made and destroyed
 * one at a time.
 *
 * @libbpf struct bpf_link
 */
public interface BpfLink extends AutoCloseable {
  /** {@return the name of the attached program; of a struct_ops map's link, that of the map} */
  String program();

  /** {@return whether it has not been closed} */
  boolean isOpen();

  /**
   * Lends the kernel's descriptor of the link, for use with other libraries and with the raw
   * binding. Nothing can close it while {@code use} runs; it must not be kept.
   *
   * @param use what to do with it; it must not close it
   * @return what {@code use} returns
   * @throws IllegalStateException if the link is closed
   * @libbpf bpf_link__fd
   */
  <T> T withFd(IntFunction<T> use);

  /** Detaches the program. A second call does nothing. */
  @Override
  void close();
}
