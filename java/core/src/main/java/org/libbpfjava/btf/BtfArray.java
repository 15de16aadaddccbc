package org.libbpfjava.btf;

/** A C array of one dimension. An array of more dimensions is an array of arrays. */
public final class BtfArray extends BtfNode implements BtfType {
  BtfArray(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return the type of an element} */
  public BtfType element() {
    return btf.type(data.int32(body()));
  }

  /** {@return the number of elements, 0 to 2³²-1; a flexible array has 0} */
  public long length() {
    return data.unsigned(body() + 8);
  }

  @Override
  BtfType self() {
    return this;
  }
}
