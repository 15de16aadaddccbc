package org.libbpfjava.internal.value;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/** A variable without BTF: read as bytes, written from bytes or the integer of its size. */
final class UntypedValueCodec extends ValueCodec {
  private final ValueCodec bytes;
  private final ValueCodec number;

  UntypedValueCodec(UntypedCodec scalar, ValueCodec bytes) {
    super(scalar.type());
    this.bytes = bytes;
    this.number = ScalarValueCodec.of(scalar, Object.class);
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return bytes.read(memory, offset, end);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    (value instanceof byte[] ? bytes : number).write(memory, offset, end, value);
  }
}
