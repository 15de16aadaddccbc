package org.libbpfjava.attach;

import java.util.List;
import java.util.Objects;

/**
 * Links that were made together and are closed together, the last one first. It also lists the
 * programs that were left out. The list cannot be changed.
 */
public interface BpfLinks extends List<BpfLink>, AutoCloseable {
  /**
   * A program that was not attached, because its section does not say where.
   *
   * @param program its name
   * @param reason why it was left out, and what can be done instead
   */
  record LeftOut(String program, String reason) {

    /** Refuses null by NullPointerException. */
    public LeftOut {
      Objects.requireNonNull(program, "program");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * {@return the programs that were not attached, in the object's order} Programs that were not to
   * be attached are not among them.
   */
  List<LeftOut> leftOut();

  /**
   * Detaches all programs. A second call does nothing.
   *
   * @libbpf bpf_link__destroy
   */
  @Override
  void close();
}
