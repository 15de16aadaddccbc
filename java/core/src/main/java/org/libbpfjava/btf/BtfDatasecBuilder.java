package org.libbpfjava.btf;

/** A section of a {@link BtfBuilder}, to which variables are added. For one thread. */
public final class BtfDatasecBuilder {
  private final BtfRecord record;

  BtfDatasecBuilder(BtfRecord record) {
    this.record = record;
  }

  /** {@return its id} */
  public int id() {
    return record.id();
  }

  /**
   * Adds a variable, or an extern function.
   *
   * @param variable its id
   * @param offsetBytes bytes from the section's start, 0 to 2³²-1
   * @param sizeBytes bytes that it takes there, 0 to 2³²-1
   * @return this
   * @throws IllegalArgumentException if a number is out of range, or if there are 65535 variables
   */
  public BtfDatasecBuilder add(int variable, long offsetBytes, long sizeBytes) {
    int offset = BtfRecord.word("a variable's offset in bytes", offsetBytes);
    int size = BtfRecord.word("a variable's size in bytes", sizeBytes);
    record.count().word(variable).word(offset).word(size);
    return this;
  }
}
