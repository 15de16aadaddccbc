package org.libbpfjava.internal.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.NearestNames;
import org.libbpfjava.internal.variable.TypeLocation;

/**
 * A struct of one enum and one union as a sealed interface of records: the enum tells which member
 * of the union, and so which record, is there.
 *
 * <p>Record {@code TcpPort} goes with union member {@code tcp_port} and with the only constant that
 * is {@code TCP_PORT} or ends in {@code _TCP_PORT}. A record without components needs no member. A
 * member that is no struct goes with a record of one component. A bare union has nothing to tell
 * its members apart, so it is refused.
 */
final class TaggedUnionCodec extends ValueCodec {
  private final Class<?> type;
  private final EnumCodec tag;
  private final int tagOffset;
  private final Map<String, Variant> byConstant = new HashMap<>();
  private final Map<Class<?>, Variant> byClass = new LinkedHashMap<>();

  /** One record, its constant, and its member as seen from the struct. */
  private record Variant(String constant, StructMember member) {}

  private record Shape(TypeLocation tag, BtfStruct union, int unionOffset) {}

  private TaggedUnionCodec(Supplier<String> text, Class<?> type, EnumCodec tag, int tagOffset) {
    super(text);
    this.type = type;
    this.tag = tag;
    this.tagOffset = tagOffset;
  }

  /** {@return whether the struct has exactly one enum and one union} */
  static boolean fits(BtfStruct struct) {
    return shape(struct) != null;
  }

  private static @Nullable Shape shape(BtfStruct struct) {
    TypeLocation tag = null;
    BtfMember union = null;
    for (BtfMember member : struct.members()) {
      if (member.type().resolved() instanceof BtfEnum) {
        if (tag != null) {
          return null;
        }
        tag =
            member.isBitfield()
                ? TypeLocation.ofBits(member.type(), member.bitOffset(), member.bitfieldSize())
                : TypeLocation.of(member.type(), member.offset());
      } else if (member.type().resolved() instanceof BtfStruct inner && inner.isUnion()) {
        if (union != null) {
          return null;
        }
        union = member;
      }
    }
    return struct.isUnion() || tag == null || union == null
        ? null
        : new Shape(tag, (BtfStruct) union.type().resolved(), union.offset());
  }

  /**
   * Maps a sealed interface to a struct.
   *
   * @throws Refusal with the first record that does not fit
   */
  static TaggedUnionCodec of(
      Supplier<String> text, BtfStruct struct, Class<?> type, ValueCodecs codecs) {
    Shape shape = shape(struct);
    if (shape == null || !(ScalarCodecs.of(shape.tag) instanceof EnumCodec tag)) {
      throw new Refusal(
          text,
          "cannot be mapped to sealed interface "
              + type.getSimpleName()
              + ": it is no struct with one enum and one union");
    }
    TaggedUnionCodec codec = new TaggedUnionCodec(text, type, tag, shape.tag.offset());
    StructLayout members = StructLayout.of(shape.union);
    for (Class<?> permitted : records(text, type)) {
      Variant variant =
          new Variant(
              constant(text, tag, permitted), member(text, shape, members, permitted, codecs));
      codec.byConstant.put(variant.constant, variant);
      codec.byClass.put(permitted, variant);
    }
    return codec;
  }

  private static List<Class<?>> records(Supplier<String> text, Class<?> sealed) {
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        records.add(permitted);
      } else if (permitted.isInterface() && permitted.isSealed()) {
        records.addAll(records(text, permitted));
      } else {
        throw new Refusal(
            text,
            "cannot be mapped to sealed interface "
                + sealed.getSimpleName()
                + ": "
                + permitted.getSimpleName()
                + " is no record");
      }
    }
    return records;
  }

  private static String constant(Supplier<String> text, EnumCodec tag, Class<?> permitted) {
    String wanted = RecordCodec.snakeCase(permitted.getSimpleName()).toUpperCase(Locale.ROOT);
    List<String> found =
        tag.names().all().stream()
            .filter(name -> name.equals(wanted) || name.endsWith("_" + wanted))
            .toList();
    if (found.size() != 1) {
      throw new Refusal(
          text,
          "has "
              + (found.isEmpty() ? "no constant " : "several constants ")
              + wanted
              + " or ..._"
              + wanted
              + " for record "
              + permitted.getSimpleName()
              + "; it has: "
              + NearestNames.suggest(wanted, tag.names().all()));
    }
    return found.get(0);
  }

  private static StructMember member(
      Supplier<String> text,
      Shape shape,
      StructLayout members,
      Class<?> permitted,
      ValueCodecs codecs) {
    if (permitted.getRecordComponents().length == 0) {
      TypeLocation all = TypeLocation.of(shape.union, shape.unionOffset);
      return new StructMember(
          new StructLayout.Field("", all, false), RecordCodec.of(text, members, permitted, codecs));
    }
    String wanted = RecordCodec.snakeCase(permitted.getSimpleName());
    StructLayout.Field field = members.find(wanted);
    if (field == null) {
      throw new Refusal(
          text,
          "has no union member '"
              + wanted
              + "' for record "
              + permitted.getSimpleName()
              + "; it has: "
              + NearestNames.suggest(wanted, members.names()));
    }
    TypeLocation place = field.place();
    TypeLocation inStruct = place.moved(shape.unionOffset);
    try {
      ValueCodec codec =
          place.type().resolved() instanceof BtfStruct
              ? codecs.codec(permitted, place)
              : RecordCodec.of(text, alone(shape, permitted, place), permitted, codecs);
      return new StructMember(new StructLayout.Field(wanted, inStruct, field.isLast()), codec);
    } catch (Refusal refusal) {
      throw refusal.inMember(wanted);
    }
  }

  /** A union member that is no struct, under the name of the record's only component. */
  private static StructLayout alone(Shape shape, Class<?> permitted, TypeLocation place) {
    TypeLocation start = place.moved(-place.offset());
    return StructLayout.alone(shape.union, permitted.getRecordComponents()[0].getName(), start);
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    String constant = tag.getConstant(memory, offset + tagOffset);
    Variant variant = byConstant.get(constant);
    if (variant == null) {
      throw refuse("holds " + constant + ", for which " + type.getSimpleName() + " has no record");
    }
    return variant.member.read(memory, offset, end);
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    Variant variant = value == null ? null : byClass.get(value.getClass());
    if (variant == null) {
      throw cannotTake(value);
    }
    variant.member.write(memory, offset, end, value);
    tag.setConstant(memory, offset + tagOffset, variant.constant);
  }
}
