package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.variable.TypeLocation;

/** Reads a tree and writes any value by its own class, where no Java class is given. */
final class DynamicCodec extends ValueCodec {
  // A large array would fill the heap with boxes; in hostile BTF, where members may overlap, a few
  // bytes can be a struct of 2^200 values.
  private static final long MAX_VALUES = 1 << 24;

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
  long values() {
    return tree.values();
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    if (tree.values() > MAX_VALUES) {
      throw refuse("is too large for one tree of values: read its fields or its bytes");
    }
    return tree.read(memory, offset, end);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    codecFor(value).write(memory, offset, end, value);
  }

  private ValueCodec codecFor(@Nullable Object value) {
    ValueMapping mapper = codecs.mapperFor(value);
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
