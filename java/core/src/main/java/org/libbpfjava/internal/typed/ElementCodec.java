package org.libbpfjava.internal.typed;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.memory.WriteLog;
import org.libbpfjava.internal.value.Refusal;
import org.libbpfjava.internal.value.ValueCodec;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * The keys or the values of a map as one Java class.
 *
 * @param <T> the class
 */
final class ElementCodec<T> implements Element<T> {
  private static final int DEEPEST = 64; // nesting that is searched for unions

  private final Class<T> java;
  private final String kind;
  private final String map;
  private final ValueCodec codec;
  private final int size;
  private final boolean hasUnion;
  private final @Nullable PlainNumber plain;

  private ElementCodec(Class<T> java, String kind, String map, ValueCodec codec, BtfType type) {
    this.java = java;
    this.kind = kind;
    this.map = map;
    this.codec = codec;
    this.size = type.size();
    this.hasUnion = hasUnion(type, 0);
    this.plain = codec.isScalar() ? PlainNumber.of(java, type) : null;
  }

  /**
   * Checks a class against a C type.
   *
   * @param kind what messages call it: {@code key of map}
   * @param map the map's name
   * @param type the C type, which has the size of the map's keys or values
   * @throws IllegalArgumentException with the first disagreement
   */
  static <T> ElementCodec<T> of(
      Class<T> java, String kind, String map, BtfType type, ValueCodecs codecs) {
    try {
      return new ElementCodec<>(java, kind, map, codecs.codec(java, TypeLocation.of(type)), type);
    } catch (Refusal refusal) {
      throw refusal.at(kind, map);
    }
  }

  private static boolean hasUnion(BtfType declared, int depth) {
    BtfType type = declared.resolved();
    if (type instanceof BtfArray array) {
      return depth > DEEPEST || hasUnion(array.element(), depth + 1);
    }
    if (!(type instanceof BtfStruct struct)) {
      return false;
    }
    if (struct.isUnion() || depth > DEEPEST) {
      return true;
    }
    for (BtfMember member : struct.members()) {
      if (hasUnion(member.type(), depth + 1)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the class, boxed where it is a primitive one} */
  @SuppressWarnings("unchecked")
  @Override
  public Class<T> java() {
    return (Class<T>) MethodType.methodType(java).wrap().returnType();
  }

  @Override
  @SuppressWarnings("unchecked") // a plain number has the class that was asked for
  public T read(BufferMemory memory, int offset) {
    Object number = plain == null ? null : plain.read(memory, offset);
    if (number != null) {
      return (T) number;
    }
    try {
      return ValueCodec.cast(java, codec.read(memory, offset, offset + size));
    } catch (Refusal refusal) { // by a member, which does not know whose it is
      throw refusal.at(kind, map);
    }
  }

  /** Writes it into bytes that become zero first, so that padding in a key is always the same. */
  @Override
  public void write(BufferMemory memory, int offset, T value) {
    if (plain != null && plain.write(memory, offset, value)) {
      return;
    }
    memory.clear(offset, size);
    try {
      if (hasUnion) {
        writeOnce(memory, offset, value);
      } else {
        codec.write(memory, offset, offset + size, value);
      }
    } catch (Refusal refusal) { // by a member, which does not know whose it is
      throw refusal.at(kind, map);
    }
  }

  private void writeOnce(BufferMemory memory, int offset, T value) {
    WriteLog log = new WriteLog(memory, offset, size);
    codec.write(log, offset, offset + size, value);
    if (log.conflict() >= 0) {
      throw new IllegalArgumentException(
          kind
              + " '"
              + map
              + "' cannot take members of a union that disagree on byte "
              + log.conflict());
    }
    log.replay();
  }
}
