package org.libbpfjava.internal.value;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.variable.TypeLocation;
import org.libbpfjava.internal.variable.TypePath;

/**
 * Where a value lies, and what is known of its type.
 *
 * @param kind what messages call it: {@code variable}, {@code element of map}
 * @param name its name; of a place inside a value, with the path to it
 * @param memory what it lies in
 * @param offset bytes from the memory's start
 * @param size its bytes, which may be more than its type's: a flexible array at its end
 * @param location its type and bits, null without BTF
 * @param liveness asked before what does not touch the memory
 * @param codecs the object's mappings between C and Java types
 * @param root the whole value that it lies in, null for the whole itself
 * @param path from the root, empty for the root itself
 */
public record ValuePlace(
    String kind,
    String name,
    SectionMemory memory,
    int offset,
    int size,
    @Nullable TypeLocation location,
    Liveness liveness,
    ValueCodecs codecs,
    @Nullable ValuePlace root,
    String path) {

  /** A whole value, of a type or, without BTF, of none. */
  public static ValuePlace of(
      String kind,
      String name,
      SectionMemory memory,
      int offset,
      int size,
      @Nullable BtfType type,
      Liveness liveness,
      ValueCodecs codecs) {
    TypeLocation location = type == null ? null : TypeLocation.of(type);
    return new ValuePlace(kind, name, memory, offset, size, location, liveness, codecs, null, "");
  }

  /** {@return what messages call it: {@code variable 'hits'}} */
  public String subject() {
    return kind + " '" + name + "'";
  }

  /**
   * Finds a place inside.
   *
   * @throws NoSuchMemberException if a part of the path does not exist
   * @throws IndexOutOfBoundsException if an index is outside its array
   * @throws IllegalArgumentException if it is not written as a path
   */
  public ValuePlace field(String inner) {
    ValuePlace whole = root != null ? root : this;
    if (whole.location == null) {
      throw new NoSuchMemberException(
          Message.of(subject() + " (" + CTypeText.bytes(size) + ", no BTF) has no fields"),
          NoSuchMemberException.Kind.FIELD,
          inner,
          List.of());
    }
    String full = join(path, inner);
    TypeLocation place =
        TypePath.resolve(kind, whole.name, whole.location.type(), full, whole.size);
    return new ValuePlace(
        kind,
        join(whole.name, full),
        memory,
        whole.offset + place.offset(),
        place.size(),
        place,
        liveness,
        codecs,
        whole,
        full);
  }

  private static String join(String outer, String inner) {
    return outer.isEmpty() || inner.isEmpty() || inner.startsWith("[")
        ? outer + inner
        : outer + "." + inner;
  }
}
