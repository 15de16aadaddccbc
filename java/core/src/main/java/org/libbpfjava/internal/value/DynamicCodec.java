package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.ValueMapper;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.internal.SectionMemory;
import org.libbpfjava.internal.TypeLocation;

/**
 * Where no Java class is given: reads a tree, and writes whatever it is handed by that value's own
 * class.
 */
final class DynamicCodec extends ValueCodec {
  private final TypeLocation place;
  private final ValueCodec tree;
  private final ValueCodecs codecs;

  DynamicCodec(Supplier<String> type, TypeLocation place, ValueCodec tree, ValueCodecs codecs) {
    super(type);
    this.place = place;
    this.tree = tree;
    this.codecs = codecs;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return tree.read(memory, offset, end);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    codecFor(value).write(memory, offset, end, value);
  }

  private ValueCodec codecFor(@Nullable Object value) {
    ValueMapper<?> mapper = codecs.mapperFor(value);
    if (mapper != null) {
      return codecs.codec(mapper.type(), place);
    }
    if (value instanceof Record && place.type().resolved() instanceof BtfStruct struct) {
      Class<?> sealed = TaggedUnionCodec.fits(struct) ? sealedAbove(value.getClass()) : null;
      return codecs.codec(sealed != null ? sealed : value.getClass(), place);
    }
    return tree;
  }

  /** {@return the outermost sealed interface that permits a class} */
  private static @Nullable Class<?> sealedAbove(Class<?> type) {
    for (Class<?> above : type.getInterfaces()) {
      if (above.isSealed()) {
        Class<?> further = sealedAbove(above);
        return further != null ? further : above;
      }
    }
    return null;
  }
}
