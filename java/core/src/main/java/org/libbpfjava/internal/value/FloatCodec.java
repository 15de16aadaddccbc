package org.libbpfjava.internal.value;

import java.util.function.Supplier;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * C's float and double. What goes in must come out unchanged: a number that the C type would round
 * is refused.
 */
public final class FloatCodec extends ScalarCodec {
  private final boolean isDouble;

  /**
   * Creates it.
   *
   * @param type spells the C type and its size
   * @param size 4 or 8 bytes
   */
  public FloatCodec(Supplier<String> type, int size) {
    super(type);
    this.isDouble = size == Double.BYTES;
  }

  @Override
  public int atomicWidth() {
    return isDouble ? Double.BYTES : Float.BYTES;
  }

  @Override
  public float getFloat(SectionMemory memory, int offset) {
    if (isDouble) {
      return super.getFloat(memory, offset);
    }
    return Float.intBitsToFloat(memory.getInt(offset));
  }

  @Override
  public double getDouble(SectionMemory memory, int offset) {
    return isDouble
        ? Double.longBitsToDouble(memory.getLong(offset))
        : Float.intBitsToFloat(memory.getInt(offset));
  }

  @Override
  public void setFloat(SectionMemory memory, int offset, float value) {
    if (isDouble) {
      memory.putLong(offset, Double.doubleToRawLongBits(value));
    } else {
      memory.putInt(offset, Float.floatToRawIntBits(value));
    }
  }

  @Override
  public void setDouble(SectionMemory memory, int offset, double value) {
    if (isDouble) {
      memory.putLong(offset, Double.doubleToRawLongBits(value));
    } else if (Double.isNaN(value) || (float) value == value) {
      memory.putInt(offset, Float.floatToRawIntBits((float) value));
    } else {
      throw refuse("cannot hold the double " + value + " exactly");
    }
  }

  @Override
  public void setInteger(SectionMemory memory, int offset, long value, JavaInteger from) {
    // Both steps round; a long survives the way back only if neither did. Long.MAX_VALUE rounds up
    // to 2^63, which the cast back would hide.
    double rounded = isDouble ? (double) value : (float) value;
    if ((long) rounded != value || rounded == 0x1p63) {
      throw refuse("cannot hold the number " + value + " exactly");
    }
    setDouble(memory, offset, rounded);
  }

  @Override
  public Object get(SectionMemory memory, int offset) {
    return isDouble ? (Object) getDouble(memory, offset) : (Object) getFloat(memory, offset);
  }

  @Override
  boolean canReadFloat() {
    return !isDouble;
  }

  @Override
  boolean canReadDouble() {
    return true;
  }
}
