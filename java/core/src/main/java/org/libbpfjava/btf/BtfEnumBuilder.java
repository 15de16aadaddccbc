package org.libbpfjava.btf;

import java.util.Objects;

/** An enum of a {@link BtfBuilder}, to which constants are added. For one thread. */
public final class BtfEnumBuilder {
  private final BtfRecord record;

  BtfEnumBuilder(BtfRecord record) {
    this.record = record;
  }

  /** {@return its id} */
  public int id() {
    return record.id();
  }

  /**
   * Adds a constant.
   *
   * @param name its C name
   * @param value its value; for an unsigned enum of 8 bytes, its bits
   * @return this
   * @throws IllegalArgumentException if the value does not fit into the enum, if the name is empty
   *     or holds a NUL, or if there are 65535 constants
   */
  public BtfEnumBuilder constant(String name, long value) {
    Objects.requireNonNull(name, "name");
    BtfRecord.needed("a constant", name);
    int bits = 8 * record.size();
    if (!fits(value, bits)) {
      throw new IllegalArgumentException(
          "constant '"
              + name
              + "' = "
              + value
              + " does not fit into "
              + (record.isFlagged() ? "a signed" : "an unsigned")
              + " enum of "
              + record.size()
              + " bytes");
    }
    record.count().name(name).word((int) value);
    if (bits == Long.SIZE) {
      record.word((int) (value >>> 32));
    }
    return this;
  }

  private boolean fits(long value, int bits) {
    if (bits == Long.SIZE) {
      return true;
    }
    if (record.isFlagged()) {
      long above = value >> (bits - 1);
      return above == 0 || above == -1;
    }
    return value >>> bits == 0;
  }
}
