package org.libbpfjava.internal.value;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A C struct as an unmodifiable map in the order of its members, which prints itself as C does,
 * {@code {.min = 1, .max = 2}}.
 */
final class StructValue extends AbstractMap<String, Object> {
  private final StructLayout layout;
  private final Map<String, Object> values;

  StructValue(StructLayout layout, Map<String, Object> values) {
    this.layout = layout;
    this.values = Collections.unmodifiableMap(values);
  }

  StructLayout layout() {
    return layout;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return values.entrySet();
  }

  @Override
  @SuppressWarnings("NullAway") // as Map says: null where there is no such key
  public Object get(Object key) {
    return values.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return values.containsKey(key);
  }

  @Override
  public String toString() {
    return CText.of(this, layout.type(), Integer.MAX_VALUE);
  }
}
