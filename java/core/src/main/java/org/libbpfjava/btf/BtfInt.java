package org.libbpfjava.btf;

/** An integer, character or boolean of 1 to 16 bytes. */
public final class BtfInt extends BtfNode implements BtfType {
  BtfInt(Btf btf, int id) {
    super(btf, id);
  }

  /**
   * {@return the bits that hold the value; only in old bitfields are they fewer than the bytes
   * have, or 0}
   */
  public int bits() {
    return data.int32(body()) & 0xff;
  }

  /** {@return whether it has negative values} */
  public boolean isSigned() {
    return (encoding() & 1) != 0;
  }

  /** {@return whether it is C's {@code char}, signed or not by {@link #isSigned}} */
  public boolean isChar() {
    // clang marks no type as a character, gcc does.
    return (encoding() & 2) != 0 || name().equals("char");
  }

  /** {@return whether it is {@code _Bool}} */
  public boolean isBool() {
    return (encoding() & 4) != 0;
  }

  private int encoding() {
    return (data.int32(body()) >>> 24) & 0xf;
  }

  @Override
  BtfType self() {
    return this;
  }
}
