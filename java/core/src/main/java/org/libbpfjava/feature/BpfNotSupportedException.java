package org.libbpfjava.feature;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/** This kernel does not have a feature that a call needs. */
public final class BpfNotSupportedException extends BpfException {
  private static final long serialVersionUID = 1L;

  private final Feature feature;

  /**
   * For this library alone.
   *
   * @param message what it says
   * @param feature what is missing
   * @hidden
   */
  public BpfNotSupportedException(Message message, Feature feature) {
    super(message);
    this.feature = feature;
  }

  /** {@return what is missing} */
  public Feature feature() {
    return feature;
  }

  /** {@return the first upstream kernel that has the feature on this machine's architecture} */
  public KernelVersion since() {
    return feature.since();
  }
}
