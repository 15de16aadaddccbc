package org.libbpfjava.event;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.value.Refusal;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.TypeLocation;
import org.libbpfjava.internal.variable.TypePath;

/** One C type that events have. */
final class EventStruct {
  private static final int MAX_CACHED_FIELDS = 4096; // paths made by a program must not fill heaps

  private record Mapping(Class<?> java, ValueCodec codec) {}

  private final String name;
  private final BtfType type;
  private final ValueCodecs codecs;
  private final ConcurrentHashMap<String, EventField> fields = new ConcurrentHashMap<>();
  private volatile @Nullable Mapping last; // the class asked for last, most often the only one

  EventStruct(String name, BtfType type, ValueCodecs codecs) {
    this.name = name;
    this.type = type;
    this.codecs = codecs;
  }

  <T> T read(EventView event, EventMemory memory, Class<T> java) {
    int size = event.size();
    if (size < type.size()) {
      throw new IllegalArgumentException(
          "an event of " + size + " bytes is no '" + name + "', which has " + type.size());
    }
    try {
      Object value = codec(java).read(memory, 0, size);
      return ValueCodec.cast(java, value);
    } catch (Refusal refusal) { // by a member, which does not know whose it is
      throw refusal.at("event", name);
    }
  }

  private ValueCodec codec(Class<?> java) {
    Mapping mapping = last;
    if (mapping == null || mapping.java != java) {
      mapping = new Mapping(java, codecs.codec(java, TypeLocation.of(type)));
      last = mapping;
    }
    return mapping.codec;
  }

  EventField field(String path) {
    EventField known = fields.get(path);
    if (known != null) {
      return known;
    }
    EventField field = new EventField(name, path, TypePath.resolve(type, name, path), codecs);
    if (fields.size() < MAX_CACHED_FIELDS) {
      EventField raced = fields.putIfAbsent(path, field);
      return raced == null ? field : raced;
    }
    return field;
  }
}
