package org.libbpfjava.internal.value;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfType;

/** A C array as an unmodifiable list that prints itself as C does, {@code {1, 2, 3}}. */
final class ArrayValue extends AbstractList<Object> implements RandomAccess {
  private final BtfArray type;
  private final Object[] values;

  ArrayValue(BtfArray type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  BtfType elementType() {
    return type.element().resolved();
  }

  @Override
  public Object get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public String toString() {
    return CText.of(this, type, Integer.MAX_VALUE);
  }
}
