package org.libbpfjava.attach;

import java.util.function.IntFunction;

/**
 * A program that is attached to a place in the kernel. Closing the link detaches the program;
 * closing its object does so too. Links of one object are made and destroyed one at a time. Safe on
 * any thread.
 *
 * @libbpf struct bpf_link
 */
public interface BpfLink extends AutoCloseable {
  /**
   * {@return the name of the attached program; for a link of a struct_ops map, the name of the map}
   */
  String program();

  /** {@return whether it has not been closed} */
  boolean isOpen();

  /**
   * Lends the kernel's descriptor of the link to other libraries or the raw binding. Nothing can
   * close it while {@code use} runs.
   *
   * @param use what to do with the descriptor; it must neither close it nor keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the link is closed
   * @libbpf bpf_link__fd
   */
  <T> T withFd(IntFunction<T> use);

  /**
   * Detaches the program. A second call does nothing.
   *
   * @libbpf bpf_link__destroy
   */
  @Override
  void close();
}
