package org.libbpfjava.btf;

/**
 * A type of a kind that is newer than this library. Only its name and kind are known. The BTF
 * itself tells the size of its record, so that it can be passed over.
 *
 * @kernel 7.1, which writes the sizes of all kinds into BTF
 */
public final class BtfUnknown extends BtfNode implements BtfType {
  BtfUnknown(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return the kind's number, a BTF_KIND_* of linux/btf.h} */
  public int kind() {
    return data.kind(id());
  }

  @Override
  public String toString() {
    return "type " + id() + " of kind " + kind() + (name().isEmpty() ? "" : " '" + name() + "'");
  }

  @Override
  BtfType self() {
    return this;
  }
}
