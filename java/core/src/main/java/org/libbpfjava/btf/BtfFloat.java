package org.libbpfjava.btf;

/** {@code float} or {@code double}, by its size of 4 or 8 bytes. */
public final class BtfFloat extends BtfNode implements BtfType {
  BtfFloat(Btf btf, int id) {
    super(btf, id);
  }

  @Override
  BtfType self() {
    return this;
  }
}
