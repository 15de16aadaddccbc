package org.libbpfjava.btf;

/** A pointer. It has 8 bytes, as every address in a BPF program. */
public final class BtfPtr extends BtfNode implements BtfType {
  BtfPtr(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return the type that it points to, which may be void} */
  public BtfType target() {
    return referred();
  }

  @Override
  BtfType self() {
    return this;
  }
}
