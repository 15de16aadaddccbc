package org.libbpfjava.btf;

/** A global variable, or an extern one. */
public final class BtfVar extends BtfNode implements BtfType {
  BtfVar(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return its type} */
  public BtfType type() {
    return referred();
  }

  /** {@return how far it is visible} */
  public BtfLinkage linkage() {
    return BtfLinkage.VALUES.get(data.int32(body()));
  }

  @Override
  public String toString() {
    return toC(name());
  }

  @Override
  BtfType self() {
    return this;
  }
}
