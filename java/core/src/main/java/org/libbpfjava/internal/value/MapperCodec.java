package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/** A class that a user's mapper makes from another one. */
final class MapperCodec extends ValueCodec {
  private final ValueMapping mapper;
  private final ValueCodec via;

  MapperCodec(Supplier<String> type, ValueMapping mapper, ValueCodec via) {
    super(type);
    this.mapper = mapper;
    this.via = via;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return mapper.read().apply(via.read(memory, offset, end));
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (value == null || !mapper.type().isInstance(value)) {
      throw cannotTake(value);
    }
    via.write(memory, offset, end, mapper.write().apply(value));
  }
}
