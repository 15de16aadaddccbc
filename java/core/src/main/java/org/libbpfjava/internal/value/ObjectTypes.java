package org.libbpfjava.internal.value;

import java.util.List;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfTypedef;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/**
 * The C types of one object, and how Java maps them.
 *
 * @param btf the object's types
 * @param codecs its mappings between C and Java types
 */
public record ObjectTypes(Btf btf, ValueCodecs codecs) {

  /** Something that belongs to an object, and so knows its types. */
  public interface Holder {

    /** {@return the types; empty for what comes from no object, or from one without BTF} */
    Optional<ObjectTypes> types();
  }

  /** {@return the types of an object, empty if it has no BTF} */
  public static Optional<ObjectTypes> of(Optional<Btf> btf, ValueCodecs codecs) {
    // No lambda: each object that is loaded comes here, and the first one would link it.
    return btf.isPresent() ? Optional.of(new ObjectTypes(btf.get(), codecs)) : Optional.empty();
  }

  /**
   * Finds a struct, union or typedef.
   *
   * @param name its name, with or without {@code struct} or {@code union} in front
   * @return the type, empty if the object has none
   */
  public Optional<BtfType> find(String name) {
    String plain = name.replaceFirst("^(struct|union) ", "");
    Optional<BtfType> struct = btf.find(plain, BtfStruct.class).map(type -> type);
    return struct.isPresent() || !plain.equals(name)
        ? struct
        : btf.find(plain, BtfTypedef.class).map(type -> type);
  }

  /**
   * Finds the struct, union or typedef of what programs write.
   *
   * @param name its name, as {@link #find} takes it
   * @param subject what messages call the one whose object this is, {@code map 'events'}
   * @throws NoSuchMemberException if the object has none, with near names
   * @throws IllegalArgumentException if it has no size
   */
  public BtfType sized(String name, String subject) {
    BtfType type = find(name).orElseThrow(() -> missing(name, subject));
    if (!type.hasSize()) {
      throw new IllegalArgumentException("type '" + name + "' has no size in BTF");
    }
    return type;
  }

  private NoSuchMemberException missing(String name, String subject) {
    List<String> names =
        btf.types().stream()
            .filter(type -> type instanceof BtfStruct struct && !struct.name().isEmpty())
            .map(type -> ((BtfStruct) type).name())
            .distinct()
            .toList();
    return new NoSuchMemberException(
        Message.of(
            subject
                + ": its object has no struct '"
                + name
                + "'; it has: "
                + (names.isEmpty() ? "none" : NearestNames.suggest(name, names))
                + ". clang writes a struct into BTF only where something has it as its type, such as"
                + " a global variable: struct "
                + name
                + " *unused_event __attribute__((unused));"),
        NoSuchMemberException.Kind.TYPE,
        name,
        NearestNames.near(name, names));
  }
}
