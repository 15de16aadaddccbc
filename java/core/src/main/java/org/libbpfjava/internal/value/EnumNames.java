package org.libbpfjava.internal.value;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constants of one C enum, by name and by value; of two names for one value the first counts.
 */
final class EnumNames {
  private static final int LISTED = 12;

  private final Map<String, Long> values = new LinkedHashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  /** Adds a constant; the value is extended to 64 bits by the enum's signedness. */
  void add(String name, long value) {
    values.putIfAbsent(name, value);
    names.putIfAbsent(value, name);
  }

  @Nullable Long value(String name) {
    return values.get(name);
  }

  @Nullable String name(long value) {
    return names.get(value);
  }

  Collection<String> all() {
    return values.keySet();
  }

  /** {@return the first names as messages list them} */
  String list() {
    String listed = String.join(", ", values.keySet().stream().limit(LISTED).toList());
    int more = values.size() - LISTED;
    return more > 0 ? listed + " and " + more + " more" : listed;
  }
}
