package org.libbpfjava.feature;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/** A feature that this kernel does not have. */
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

  /** {@return the first kernel that has the feature, on this machine's processor} */
  public KernelVersion since() {
    return feature.since();
  }
}
