package org.libbpfjava;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.libbpfjava.internal.message.Printable;

/** An unmodifiable map of values that programs may have written, which a terminal can show. */
final class PrintedMap<T> extends AbstractMap<String, T> {
  private final Map<String, T> values;

  PrintedMap(Map<String, T> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  @Override
  public Set<Entry<String, T>> entrySet() {
    return values.entrySet();
  }

  @Override
  @SuppressWarnings("NullAway") // as Map says: null where there is no such key
  public T get(Object key) {
    return values.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return values.containsKey(key);
  }

  @Override
  public String toString() {
    return Printable.text(super.toString());
  }
}
