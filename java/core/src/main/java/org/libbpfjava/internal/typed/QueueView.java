package org.libbpfjava.internal.typed;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.BpfQueue;
import org.libbpfjava.map.UpdateMode;

/** A queue or stack through the codec of its values. */
final class QueueView<V> implements BpfQueue<V> {
  private static final byte[] NO_KEY = {};

  private final BpfMap map;
  private final Element<V> values;

  QueueView(BpfMap map, Element<V> values) {
    this.map = map;
    this.values = values;
  }

  @Override
  public BpfMap map() {
    return map;
  }

  @Override
  public boolean push(V value) {
    byte[] bytes = ElementBytes.ofValue(map, values, value);
    try {
      map.update(NO_KEY, bytes, UpdateMode.ANY);
      return true;
    } catch (BpfException e) {
      if (e.errno() == Errno.E2BIG) { // kernel/bpf/queue_stack_maps.c: full
        return false;
      }
      throw e;
    }
  }

  @Override
  public void pushDroppingOldest(V value) {
    map.update(NO_KEY, ElementBytes.ofValue(map, values, value), UpdateMode.EXIST);
  }

  @Override
  public Optional<V> pop() {
    return map.lookupAndDelete(NO_KEY).map(this::read);
  }

  @Override
  public Optional<V> peek() {
    return map.lookup(NO_KEY).map(this::read);
  }

  private V read(byte[] bytes) {
    return ElementBytes.readValue(map, values, bytes);
  }

  @Override
  public String toString() {
    return "typed " + map;
  }
}
