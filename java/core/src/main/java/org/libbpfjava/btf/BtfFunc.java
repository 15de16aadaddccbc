package org.libbpfjava.btf;

/** A function of the object, or an extern one. */
public final class BtfFunc extends BtfNode implements BtfType {
  BtfFunc(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return its parameters and return type} */
  public BtfFuncProto proto() {
    return (BtfFuncProto) referred();
  }

  /** {@return how far it is visible} */
  public BtfLinkage linkage() {
    return BtfLinkage.VALUES.get(vlen());
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
