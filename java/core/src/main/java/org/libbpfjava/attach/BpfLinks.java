package org.libbpfjava.attach;

import java.util.List;
import java.util.Objects;

/**
 * Links that were made together and are closed together, last one first, and what was left out. It
 * cannot be changed.
 */
public interface BpfLinks extends List<BpfLink>, AutoCloseable {
  /**
   * A program that was not attached, because its section does not say where.
   *
   * @param program its name
   * @param reason why, and what can be done instead
   */
  record LeftOut(String program, String reason) {

    /** Refuses null by NullPointerException. */
    public LeftOut {
      Objects.requireNonNull(program, "program");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * {@return the programs that were not attached, in the object's order} Those that were told so
   * before load are not among them.
   */
  List<LeftOut> leftOut();

  /** Detaches all of them. A second call does nothing. */
  @Override
  void close();
}
