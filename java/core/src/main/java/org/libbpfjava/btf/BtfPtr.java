package org.libbpfjava.btf;

/** A pointer of 8 bytes, the width of every address in a BPF program. */
public final class BtfPtr extends BtfNode implements BtfType {
  BtfPtr(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return what it points to, void included} */
  public BtfType target() {
    return referred();
  }

  @Override
  BtfType self() {
    return this;
  }
}
