package org.libbpfjava.btf;

import java.util.Objects;

/**
 * A parameter of a function.
 *
 * @param name its name, empty if the declaration has none
 * @param type its type; void in the last place stands for {@code ...}
 */
public record BtfParameter(String name, BtfType type) {

  /** Refuses null by NullPointerException. */
  public BtfParameter {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }
}
