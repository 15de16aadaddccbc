package org.libbpfjava.btf;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** All types by id, which are decoded one by one. */
final class BtfTypeList extends AbstractList<BtfType> implements RandomAccess {
  private final Btf btf;

  BtfTypeList(Btf btf) {
    this.btf = btf;
  }

  @Override
  public BtfType get(int id) {
    return btf.type(Objects.checkIndex(id, size()));
  }

  @Override
  public int size() {
    return btf.typeCount();
  }
}
