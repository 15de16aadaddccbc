package org.libbpfjava.feature;

import org.libbpfjava.exception.BpfException;

/** A feature that this kernel does not have. */
public final class BpfNotSupportedException extends BpfException {
  private static final long serialVersionUID = 1L;

  private final String feature;
  private final String since;

  /**
   * Creates it.
   *
   * @param message the whole message: what was tried, the feature, its first kernel, this kernel
   * @param feature the feature's name
   * @param since the first kernel that has it, such as {@code "5.5"}
   * @param errno the positive error number that showed its absence, 0 for none
   */
  public BpfNotSupportedException(String message, String feature, String since, int errno) {
    super(message, errno, true);
    this.feature = feature;
    this.since = since;
  }

  /** {@return the feature's name} */
  public String feature() {
    return feature;
  }

  /** {@return the first kernel that has the feature, such as {@code "5.5"}} */
  public String since() {
    return since;
  }
}
