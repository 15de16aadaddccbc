package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.SectionMemory;

/**
 * C's enum: a constant by its name, or a number. A number without a name is kept as it is, because
 * C programs combine constants as flags.
 */
public final class EnumCodec extends IntegerCodec {
  private final EnumNames names;

  EnumCodec(Supplier<String> type, int width, boolean signed, EnumNames names) {
    super(type, width, signed);
    this.names = names;
  }

  EnumCodec(Supplier<String> type, Bitfield bitfield, boolean signed, EnumNames names) {
    super(type, bitfield, signed);
    this.names = names;
  }

  EnumNames names() {
    return names;
  }

  @Nullable String name(SectionMemory memory, int offset) {
    return names.name(read(memory, offset));
  }

  @Override
  public String getConstant(SectionMemory memory, int offset) {
    String name = name(memory, offset);
    return name != null ? name : getBigInteger(memory, offset).toString();
  }

  @Override
  public void setConstant(SectionMemory memory, int offset, String name) {
    Long value = names.value(name);
    if (value == null) {
      throw refuse("has no constant '" + name + "': it has " + names.list());
    }
    setInteger(memory, offset, value, JavaInteger.LONG); // a narrow bitfield may not hold it
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    String name = name(memory, offset);
    return name != null ? name : super.get(memory, offset);
  }

  @Override
  boolean isEnum() {
    return true;
  }
}
