package org.libbpfjava.internal.value;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.NearestNames;

/**
 * A struct or union as a map by member names; of a union, all its members. A map that is written
 * need not have all of them: the others are left alone.
 */
final class StructTreeCodec extends ValueCodec {
  private final StructLayout layout;
  private final Map<String, StructMember> members = new LinkedHashMap<>();
  private final BytesCodec bytes;
  private long count;

  StructTreeCodec(Supplier<String> type, StructLayout layout, ValueCodecs codecs) {
    super(type);
    this.layout = layout;
    this.bytes = new BytesCodec(type, Extent.of(layout.type()));
    for (StructLayout.Field field : layout.fields()) {
      if (!field.place().type().hasSize()) {
        continue; // its bytes are not known: clang makes void of _Atomic and _Complex
      }
      ValueCodec codec = codecs.codec(Object.class, field.place());
      members.put(field.name(), new StructMember(field, codec));
      long sum = count + codec.values();
      count = sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  @Override
  long values() {
    return count;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    Map<String, Object> values = new LinkedHashMap<>();
    members.forEach((name, member) -> values.put(name, member.read(memory, offset, end)));
    return new StructValue(layout, values);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (value instanceof byte[]) {
      bytes.write(memory, offset, end, value);
      return;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw cannotTake(value);
    }
    for (Object key : map.keySet()) {
      if (!(key instanceof String name) || !members.containsKey(name)) {
        throw refuse(
            "has no member '"
                + key
                + "'; it has: "
                + NearestNames.suggest(String.valueOf(key), layout.names()));
      }
    }
    members.forEach(
        (name, member) -> {
          if (map.containsKey(name)) {
            member.write(memory, offset, end, map.get(name));
          }
        });
  }
}
