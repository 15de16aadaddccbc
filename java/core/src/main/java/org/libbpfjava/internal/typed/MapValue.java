package org.libbpfjava.internal.typed;

import java.util.Objects;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.value.TypedValue;

/** The value of one key of a map, or a place inside it. */
final class MapValue extends TypedValue {

  MapValue(ValuePlace place) {
    super(place);
  }

  @Override
  public TypedValue field(String path) {
    return new MapValue(place().field(Objects.requireNonNull(path, "path")));
  }
}
