package org.libbpfjava.btf;

/** Another name for a type. */
public final class BtfTypedef extends BtfNode implements BtfType {
  BtfTypedef(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return the type it names, which may be void} */
  public BtfType target() {
    return referred();
  }

  @Override
  BtfType self() {
    return this;
  }
}
