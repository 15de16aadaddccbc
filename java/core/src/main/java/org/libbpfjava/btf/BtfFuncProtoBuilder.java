package org.libbpfjava.btf;

import java.util.Objects;

/** A prototype of a {@link BtfBuilder}, to which parameters are added. For one thread. */
public final class BtfFuncProtoBuilder {
  private final BtfRecord record;

  BtfFuncProtoBuilder(BtfRecord record) {
    this.record = record;
  }

  /** {@return its id} */
  public int id() {
    return record.id();
  }

  /**
   * Adds a parameter.
   *
   * @param name its C name, empty for none
   * @param type the id of its type
   * @return this
   * @throws IllegalArgumentException if the name holds a NUL, or if there are 65535 parameters
   */
  public BtfFuncProtoBuilder parameter(String name, int type) {
    Objects.requireNonNull(name, "name");
    record.count().name(name).word(type);
    return this;
  }

  /**
   * Adds {@code ...}, which is the last of the parameters.
   *
   * @return this
   * @throws IllegalArgumentException if there are 65535 parameters
   */
  public BtfFuncProtoBuilder variadic() {
    return parameter("", 0);
  }
}
