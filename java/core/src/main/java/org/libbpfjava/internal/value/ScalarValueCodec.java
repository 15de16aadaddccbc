package org.libbpfjava.internal.value;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;

/** A number, bool or enum as one Java class; as Object, in the class that holds all its values. */
final class ScalarValueCodec extends ValueCodec {

  /** What to read it as. */
  private enum As {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BIG,
    NAME,
    ANY
  }

  private static final Map<Class<?>, As> CLASSES =
      Map.ofEntries(
          Map.entry(boolean.class, As.BOOLEAN),
          Map.entry(Boolean.class, As.BOOLEAN),
          Map.entry(byte.class, As.BYTE),
          Map.entry(Byte.class, As.BYTE),
          Map.entry(short.class, As.SHORT),
          Map.entry(Short.class, As.SHORT),
          Map.entry(int.class, As.INT),
          Map.entry(Integer.class, As.INT),
          Map.entry(long.class, As.LONG),
          Map.entry(Long.class, As.LONG),
          Map.entry(float.class, As.FLOAT),
          Map.entry(Float.class, As.FLOAT),
          Map.entry(double.class, As.DOUBLE),
          Map.entry(Double.class, As.DOUBLE),
          Map.entry(BigInteger.class, As.BIG),
          Map.entry(String.class, As.NAME),
          Map.entry(Object.class, As.ANY));

  private final ScalarCodec scalar;
  private final As as;

  private ScalarValueCodec(ScalarCodec scalar, As as) {
    super(scalar.type());
    this.scalar = scalar;
    this.as = as;
  }

  static boolean isScalarClass(Class<?> java) {
    return CLASSES.containsKey(java);
  }

  /**
   * Maps one to the other.
   *
   * @throws Refusal if the Java class cannot hold every value of the C type; of the same size it
   *     may
   */
  static ScalarValueCodec of(ScalarCodec scalar, Class<?> java) {
    As as = CLASSES.getOrDefault(java, As.ANY);
    boolean possible =
        switch (as) {
          case BOOLEAN -> scalar.canReadBoolean();
          case BYTE -> scalar.canRead(JavaInteger.BYTE);
          case SHORT -> scalar.canRead(JavaInteger.SHORT);
          case INT -> scalar.canRead(JavaInteger.INT);
          case LONG -> scalar.canRead(JavaInteger.LONG);
          case FLOAT -> scalar.canReadFloat();
          case DOUBLE -> scalar.canReadDouble();
          case BIG -> scalar.canReadBigInteger();
          case NAME -> scalar.isEnum();
          case ANY -> true;
        };
    if (!possible) {
      throw scalar.refuse("cannot be mapped to " + java.getTypeName());
    }
    return new ScalarValueCodec(scalar, as);
  }

  @Override
  public boolean isScalar() {
    return true;
  }

  ScalarCodec scalar() {
    return scalar;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return switch (as) {
      case BOOLEAN -> scalar.getBoolean(memory, offset);
      case BYTE -> (byte) scalar.getInteger(memory, offset, JavaInteger.BYTE);
      case SHORT -> (short) scalar.getInteger(memory, offset, JavaInteger.SHORT);
      case INT -> (int) scalar.getInteger(memory, offset, JavaInteger.INT);
      case LONG -> scalar.getInteger(memory, offset, JavaInteger.LONG);
      case FLOAT -> scalar.getFloat(memory, offset);
      case DOUBLE -> scalar.getDouble(memory, offset);
      case BIG -> scalar.getBigInteger(memory, offset);
      case NAME -> scalar.getConstant(memory, offset);
      case ANY -> scalar.get(memory, offset);
    };
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (value instanceof Long number) {
      scalar.setInteger(memory, offset, number, JavaInteger.LONG);
    } else if (value instanceof Integer number) {
      scalar.setInteger(memory, offset, number, JavaInteger.INT);
    } else if (value instanceof Short number) {
      scalar.setInteger(memory, offset, number, JavaInteger.SHORT);
    } else if (value instanceof Byte number) {
      scalar.setInteger(memory, offset, number, JavaInteger.BYTE);
    } else if (value instanceof Boolean flag) {
      scalar.setBoolean(memory, offset, flag);
    } else if (value instanceof BigInteger number) {
      scalar.setBigInteger(memory, offset, number);
    } else if (value instanceof Float number) {
      scalar.setFloat(memory, offset, number);
    } else if (value instanceof Double number) {
      scalar.setDouble(memory, offset, number);
    } else if (value instanceof String name) {
      scalar.setConstant(memory, offset, name);
    } else if (value instanceof Enum<?> constant) {
      scalar.setConstant(memory, offset, constant.name());
    } else if (value instanceof Character letter && scalar.atomicWidth() == 1) {
      scalar.setInteger(memory, offset, letter, JavaInteger.INT);
    } else {
      throw cannotTake(value);
    }
  }
}
