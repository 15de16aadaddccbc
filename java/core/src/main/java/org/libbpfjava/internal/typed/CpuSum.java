package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongBinaryOperator;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.value.CTypeText;
import org.libbpfjava.internal.value.JavaInteger;
import org.libbpfjava.internal.value.ScalarCodec;
import org.libbpfjava.internal.value.ScalarCodecs;
import org.libbpfjava.internal.value.VariableType;
import org.libbpfjava.internal.variable.TypeLocation;
import org.libbpfjava.internal.variable.TypePath;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.PerCpuField;

/** An integer that is read from the bytes of all possible CPUs. */
final class CpuSum<K> implements PerCpuField<K> {
  private final BpfMap map;
  private final Scratch.Pool<K> pool;
  private final String path;
  private final ScalarCodec scalar;
  private final int offset;
  private final int stride;
  private final int cpus;
  private final LongBinaryOperator less;
  private final LongBinaryOperator more;

  private CpuSum(
      BpfMap map,
      Scratch.Pool<K> pool,
      CpuParts<?> parts,
      String path,
      TypeLocation place,
      ScalarCodec scalar) {
    this.map = map;
    this.pool = pool;
    this.path = path;
    this.scalar = scalar;
    this.offset = place.offset();
    this.stride = parts.stride();
    this.cpus = parts.cpus().size();
    boolean isBits = isUnsigned(place.type().resolved());
    this.less = isBits ? (a, b) -> Long.compareUnsigned(a, b) <= 0 ? a : b : Math::min;
    this.more = isBits ? (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b : Math::max;
  }

  /**
   * Finds it.
   *
   * @param type the C type of one CPU's value
   */
  static <K> CpuSum<K> of(
      BpfMap map, Scratch.Pool<K> pool, BtfType type, CpuParts<?> parts, String path) {
    TypeLocation place = TypePath.resolve(type, "value of map " + map.name(), path);
    String name = path.isEmpty() ? map.name() : map.name() + "." + path;
    ScalarCodec scalar =
        ScalarCodecs.of(place, new VariableType("value of map", name, CTypeText.of(place)));
    BufferMemory zeros =
        new BufferMemory("value of map " + map.name(), ByteBuffer.allocate(map.valueSize()));
    scalar.getInteger(zeros, place.offset(), JavaInteger.LONG); // refuses what is no such integer
    return new CpuSum<>(map, pool, parts, path, place, scalar);
  }

  private static boolean isUnsigned(BtfType type) {
    if (type instanceof BtfEnum constants) {
      return !constants.isSigned();
    }
    return !(type instanceof BtfInt number) || !number.isSigned();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long sum(K key) {
    return fold(key, 0, Long::sum);
  }

  @Override
  public long min(K key, long absent) {
    return reduce(key, absent, less);
  }

  @Override
  public long max(K key, long absent) {
    return reduce(key, absent, more);
  }

  @Override
  public long fold(K key, long initial, LongBinaryOperator operator) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(operator, "operator");
    try (Scratch scratch = pool.take(key)) {
      return lookUp(scratch) ? from(0, scratch, initial, operator) : initial;
    }
  }

  private long reduce(K key, long absent, LongBinaryOperator operator) {
    try (Scratch scratch = pool.take(key)) {
      return lookUp(scratch) ? from(1, scratch, field(scratch, 0), operator) : absent;
    }
  }

  private boolean lookUp(Scratch scratch) {
    return map.lookup(scratch.key, scratch.value);
  }

  private long from(int first, Scratch scratch, long initial, LongBinaryOperator operator) {
    long result = initial;
    for (int i = first; i < cpus; i++) {
      result = operator.applyAsLong(result, field(scratch, i));
    }
    return result;
  }

  private long field(Scratch scratch, int index) {
    return scalar.getInteger(scratch.valueMemory, offset + index * stride, JavaInteger.LONG);
  }

  @Override
  public String toString() {
    return "field " + map.name() + "." + path;
  }
}
