package org.libbpfjava.btf;

/** A struct or union that is declared and not defined in this object. It has no size. */
public final class BtfFwd extends BtfNode implements BtfType {
  BtfFwd(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return whether it is a union} */
  public boolean isUnion() {
    return data.kindFlag(id());
  }

  @Override
  BtfType self() {
    return this;
  }
}
