package org.libbpfjava.btf;

import java.util.Objects;

/**
 * A constant of an enum.
 *
 * @param name its C name
 * @param value its value, sign-extended if the enum is signed; for an unsigned enum of 8 bytes, its
 *     bits
 */
public record BtfEnumerator(String name, long value) {

  /** Refuses null by NullPointerException. */
  public BtfEnumerator {
    Objects.requireNonNull(name, "name");
  }
}
