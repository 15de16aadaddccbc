package org.libbpfjava.internal.value;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.NearestNames;

/**
 * A struct as a record. Components find their members by name, {@code targetPid} also {@code
 * target_pid}; members without a component are left alone.
 *
 * <p>Reading is one method handle: the canonical constructor with a reader folded into each
 * parameter, so that no component is boxed.
 */
final class RecordCodec extends ValueCodec {
  private static final int MAX_SLOTS = 250; // of 255 that a JVM method has; a reader takes 3 more

  private final Class<?> type;
  private final List<StructMember> members;
  private final List<MethodHandle> accessors; // each (Object)Object
  private volatile RecordReader reader; // a faster one later

  private RecordCodec(
      Supplier<String> text,
      Class<?> type,
      List<StructMember> members,
      List<MethodHandle> accessors,
      MethodHandle reader) {
    super(text);
    this.type = type;
    this.members = members;
    this.accessors = accessors;
    this.reader = new WarmingReader(reader, next -> this.reader = next);
  }

  /**
   * Maps a record class to a struct.
   *
   * @throws Refusal with the first component that does not fit
   */
  static RecordCodec of(
      Supplier<String> text, StructLayout layout, Class<?> type, ValueCodecs codecs) {
    List<StructMember> members = new ArrayList<>();
    List<MethodHandle> accessors = new ArrayList<>();
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      parameters[i] = component.getType();
      members.add(member(text, layout, type, component, codecs));
      accessors.add(accessor(text, type, component));
    }
    MethodHandle constructor;
    try {
      constructor =
          MethodHandles.lookup()
              .unreflectConstructor(open(text, type, type.getDeclaredConstructor(parameters)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // each record has its canonical constructor
    }
    return new RecordCodec(text, type, members, accessors, fold(text, type, constructor, members));
  }

  private static StructMember member(
      Supplier<String> text,
      StructLayout layout,
      Class<?> type,
      RecordComponent component,
      ValueCodecs codecs) {
    String name = component.getName();
    StructLayout.Field field = layout.find(name);
    if (field == null) {
      field = layout.find(snakeCase(name));
    }
    if (field == null) {
      throw new Refusal(
          text,
          "has no member '"
              + name
              + "' for component '"
              + name
              + "' of record "
              + type.getSimpleName()
              + "; it has: "
              + NearestNames.suggest(name, layout.names()));
    }
    try {
      return new StructMember(field, codecs.codec(component.getGenericType(), field.place()));
    } catch (Refusal refusal) {
      refusal.addDetail("component '" + name + "' of record " + type.getSimpleName());
      throw refusal.inMember(field.name());
    }
  }

  /** {@return {@code target_pid} for {@code targetPid}} */
  static String snakeCase(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static MethodHandle accessor(
      Supplier<String> text, Class<?> type, RecordComponent component) {
    try {
      return MethodHandles.lookup()
          .unreflect(open(text, type, component.getAccessor()))
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // it was opened a moment before
    }
  }

  private static <T extends AccessibleObject> T open(
      Supplier<String> text, Class<?> type, T member) {
    if (!member.trySetAccessible()) {
      throw new Refusal(
          text,
          "cannot be mapped to record "
              + type.getSimpleName()
              + ": its package must be exported or open to module org.libbpfjava");
    }
    return member;
  }

  private static MethodHandle fold(
      Supplier<String> text, Class<?> type, MethodHandle constructor, List<StructMember> members) {
    long slots =
        constructor.type().parameterList().stream()
            .mapToInt(c -> c == long.class || c == double.class ? 2 : 1)
            .sum();
    if (slots > MAX_SLOTS) {
      throw new Refusal(
          text,
          "cannot be mapped to record "
              + type.getSimpleName()
              + ": it has too many components for one call");
    }
    MethodHandle target =
        MethodHandles.dropArguments(
            constructor, members.size(), MemberHandles.READER.parameterList());
    for (int i = members.size() - 1; i >= 0; i--) {
      Class<?> parameter = constructor.type().parameterType(i);
      target = MethodHandles.foldArguments(target, i, MemberHandles.of(members.get(i), parameter));
    }
    return target.asType(MemberHandles.READER);
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    try {
      return reader.read(memory, offset, end);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(type + " refused its components", e);
    }
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    if (!type.isInstance(value)) {
      throw cannotTake(value);
    }
    for (int i = 0; i < accessors.size(); i++) {
      members.get(i).write(memory, offset, end, component(accessors.get(i), value));
    }
  }

  private @Nullable Object component(MethodHandle accessor, @Nullable Object owner) {
    try {
      return (Object) accessor.invokeExact(owner);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(type + " refused to give a component", e);
    }
  }
}
