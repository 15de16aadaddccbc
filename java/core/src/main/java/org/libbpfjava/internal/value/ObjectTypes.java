package org.libbpfjava.internal.value;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfTypedef;

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
}
