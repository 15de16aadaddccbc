package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/** An array of single bytes as a String. */
final class TextCodec extends ValueCodec {
  private final Supplier<String> type;
  private final Extent extent;
  private final BytesCodec bytes;

  TextCodec(Supplier<String> type, Extent extent) {
    super(type);
    this.type = type;
    this.extent = extent;
    this.bytes = new BytesCodec(type, extent);
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return new CharArray(type, extent.size(offset, end)).read(memory, offset);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (value instanceof String text) {
      new CharArray(type, extent.size(offset, end)).write(memory, offset, text);
    } else {
      bytes.write(memory, offset, end, value);
    }
  }
}
