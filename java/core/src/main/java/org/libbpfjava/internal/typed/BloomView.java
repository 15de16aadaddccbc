package org.libbpfjava.internal.typed;

import org.libbpfjava.map.BloomFilter;
import org.libbpfjava.map.BpfMap;

/** A bloom filter through the codec of its values. */
final class BloomView<V> implements BloomFilter<V> {
  private static final byte[] NO_KEY = {};

  private final BpfMap map;
  private final Element<V> values;
  private final SpecialCalls calls;

  BloomView(BpfMap map, Element<V> values, SpecialCalls calls) {
    this.map = map;
    this.values = values;
    this.calls = calls;
  }

  @Override
  public BpfMap map() {
    return map;
  }

  @Override
  public void add(V value) {
    map.update(NO_KEY, ElementBytes.ofValue(map, values, value));
  }

  @Override
  public boolean mightContain(V value) {
    return calls.contains(ElementBytes.ofValue(map, values, value));
  }

  @Override
  public String toString() {
    return "typed " + map;
  }
}
