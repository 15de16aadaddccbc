package org.libbpfjava.btf;

/** A C array of one dimension; more dimensions are arrays of arrays. */
public final class BtfArray extends BtfNode implements BtfType {
  BtfArray(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return the type of an element} */
  public BtfType element() {
    return btf.type(data.int32(body()));
  }

  /** {@return the number of elements from 0 to 2³²-1; 0 for flexible arrays too} */
  public long length() {
    return data.unsigned(body() + 8);
  }

  @Override
  BtfType self() {
    return this;
  }
}
