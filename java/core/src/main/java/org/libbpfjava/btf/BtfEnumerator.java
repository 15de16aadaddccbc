package org.libbpfjava.btf;

import java.util.Objects;

/**
 * A constant of an enum.
 *
 * @param name its C name
 * @param value its value, sign-extended where the enum is signed; the bits of an unsigned 64-bit
 *     one
 */
public record BtfEnumerator(String name, long value) {

  /** Refuses null by NullPointerException. */
  public BtfEnumerator {
    Objects.requireNonNull(name, "name");
  }
}
