package org.libbpfjava.btf;

/** The type without values, id 0 in every BTF. */
public final class BtfVoid extends BtfNode implements BtfType {
  BtfVoid(Btf btf, int id) {
    super(btf, id);
  }

  @Override
  BtfType self() {
    return this;
  }
}
