package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * C's enum: a constant by its name, or a number. A number without a name is kept as it is, because
 * C programs combine constants as flags.
 */
public final class EnumCodec extends IntegerCodec {
  private final EnumNames names;
  private final boolean truncated;

  EnumCodec(Supplier<String> type, int width, boolean signed, boolean truncated, EnumNames names) {
    super(type, width, signed);
    this.truncated = truncated;
    this.names = names;
  }

  EnumCodec(
      Supplier<String> type,
      Bitfield bitfield,
      boolean signed,
      boolean truncated,
      EnumNames names) {
    super(type, bitfield, signed);
    this.truncated = truncated;
    this.names = names;
  }

  /**
   * Its names, where they can be believed.
   *
   * @throws Refusal where BTF has cut the constants' values
   */
  EnumNames names() {
    if (truncated) {
      throw refuse(
          "has constants of which BTF kept only 32 bits, as clang before 15 wrote them: use"
              + " numbers, or compile with clang 15 or newer");
    }
    return names;
  }

  @Override
  public String getConstant(SectionMemory memory, int offset) {
    String name = names().name(read(memory, offset));
    return name != null ? name : getBigInteger(memory, offset).toString();
  }

  @Override
  public void setConstant(SectionMemory memory, int offset, String name) {
    Long value = names().value(name);
    if (value == null) {
      throw refuse("has no constant '" + name + "': it has " + names.list());
    }
    setInteger(memory, offset, value, JavaInteger.LONG); // a narrow bitfield may not hold it
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    String name = truncated ? null : names.name(read(memory, offset));
    return name != null ? name : super.get(memory, offset);
  }

  @Override
  boolean isEnum() {
    return true;
  }
}
