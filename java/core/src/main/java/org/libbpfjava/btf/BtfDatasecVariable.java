package org.libbpfjava.btf;

import java.util.Objects;

/**
 * The place of a variable in its section, as BTF says. Both numbers come unchecked from the object.
 *
 * @param variable the variable
 * @param offset bytes from the section's start, 0 to 2³²-1
 * @param size bytes that it takes there, 0 to 2³²-1
 */
public record BtfDatasecVariable(BtfVar variable, long offset, long size) {

  /** Refuses null by NullPointerException. */
  public BtfDatasecVariable {
    Objects.requireNonNull(variable, "variable");
  }
}
