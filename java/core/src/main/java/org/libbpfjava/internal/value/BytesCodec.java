package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/** Any C type as its bytes. */
final class BytesCodec extends ValueCodec {
  private final Extent extent;

  BytesCodec(Supplier<String> type, Extent extent) {
    super(type);
    this.extent = extent;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    byte[] bytes = new byte[extent.size(offset, end)];
    memory.getBytes(offset, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (!(value instanceof byte[] bytes) || bytes.length != extent.size(offset, end)) {
      throw cannotTake(value);
    }
    memory.putBytes(offset, bytes, 0, bytes.length);
  }
}
