package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.message.SectionSize;

/**
 * The types of one object: a parsed {@code .BTF} section.
 *
 * <p>Parsing is one pass over the bytes. It proves that every id and name exists, that sizes add
 * up, and that no type contains itself. After that no read fails. Names and lists of members are
 * decoded when they are asked for.
 *
 * <p>Immutable; safe on any thread.
 */
public final class Btf {
  private final BtfData data;
  private final long[] sizes;
  private final int[] alignments;
  private final List<BtfType> types;
  // Built on demand; a race builds one twice. Each is published by an unmodifiable view alone,
  // whose
  // final field lets no thread see a map that is not complete (JLS 17.5): a HashMap has none.
  private @Nullable Map<String, BtfDatasec> datasecs;
  private @Nullable Map<String, List<BtfType>> byName;
  private @Nullable Map<String, BtfEnumerator> enumerators;

  private Btf(BtfData data) {
    this.data = data;
    new BtfReferences(data).check();
    BtfGraph.Sizes byValue = new BtfGraph.Sizes(data);
    byValue.walk();
    new BtfGraph.Spelling(data).walk();
    this.sizes = byValue.size;
    this.alignments = byValue.alignment;
    BtfType[] all = new BtfType[data.count()];
    for (int id = 0; id < all.length; id++) {
      all[id] = create(id);
    }
    this.types = Collections.unmodifiableList(Arrays.asList(all));
  }

  /**
   * Parses the bytes of a {@code .BTF} section, in either byte order.
   *
   * @param source the name of the bytes in messages, such as that of the object
   * @param raw the bytes, which are copied
   * @return the types
   * @throws InvalidBpfObjectException if the bytes are no well-formed BTF; the message has the
   *     place
   */
  public static Btf parse(String source, byte[] raw) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(raw, "raw");
    return new Btf(BtfData.read(source, raw));
  }

  private BtfType create(int id) {
    return switch (data.kind(id)) {
      case BtfKind.VOID -> new BtfVoid(this, id);
      case BtfKind.INT -> new BtfInt(this, id);
      case BtfKind.PTR -> new BtfPtr(this, id);
      case BtfKind.ARRAY -> new BtfArray(this, id);
      case BtfKind.STRUCT, BtfKind.UNION -> new BtfStruct(this, id);
      case BtfKind.ENUM, BtfKind.ENUM64 -> new BtfEnum(this, id);
      case BtfKind.FWD -> new BtfFwd(this, id);
      case BtfKind.TYPEDEF -> new BtfTypedef(this, id);
      case BtfKind.VOLATILE, BtfKind.CONST, BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
          new BtfModifier(this, id);
      case BtfKind.FUNC -> new BtfFunc(this, id);
      case BtfKind.FUNC_PROTO -> new BtfFuncProto(this, id);
      case BtfKind.VAR -> new BtfVar(this, id);
      case BtfKind.DATASEC -> new BtfDatasec(this, id);
      case BtfKind.FLOAT -> new BtfFloat(this, id);
      case BtfKind.DECL_TAG -> new BtfDeclTag(this, id);
      default -> new BtfUnknown(this, id);
    };
  }

  /** {@return the number of types, void included; ids run from 0 (void) to one below it} */
  public int typeCount() {
    return types.size();
  }

  /**
   * {@return the type with that id}
   *
   * @param id the id, 0 for void
   * @throws IllegalArgumentException if there is no such id
   */
  public BtfType type(int id) {
    if (id < 0 || id >= types.size()) {
      throw new IllegalArgumentException(
          data.source() + ": no BTF type " + id + ", ids run from 0 to " + (types.size() - 1));
    }
    return types.get(id);
  }

  /** {@return all types by id, void first} */
  public List<BtfType> types() {
    return types;
  }

  /** {@return the sections that hold variables, in the order of the BTF} */
  public List<BtfDatasec> datasecs() {
    return List.copyOf(datasecsByName().values());
  }

  /**
   * {@return the section of that name, empty if there is none}
   *
   * @param name its ELF name, such as {@code .rodata.cfg}
   */
  public Optional<BtfDatasec> findDatasec(String name) {
    Objects.requireNonNull(name, "name");
    return Optional.ofNullable(datasecsByName().get(name));
  }

  /**
   * For this library alone: the types as libbpf changes them when a section gets another size
   * before load. The section's last variable is an array then, and gets as many elements as fit. A
   * new type with the highest id describes it.
   *
   * @param wanted the section and its new size
   * @return the changed types; empty if there is no such section, if its last variable is no array,
   *     or if the elements do not fill the size exactly
   * @libbpf bpf_map__set_value_size, which drops the section's types if this is empty
   * @hidden
   */
  public Optional<Btf> withSectionSize(SectionSize wanted) {
    return findDatasec(wanted.section())
        .flatMap(found -> BtfResize.of(data, found, wanted.sizeBytes()))
        .map(raw -> parse(data.source(), raw));
  }

  /**
   * Finds a type by its name. If several types of one kind have the name, the first one is found.
   *
   * @param name its C name, without {@code struct} or {@code enum}
   * @param kind the kind of type, such as {@code BtfStruct.class}
   * @param <T> the kind of type
   * @return the type, empty if there is none
   */
  public <T extends BtfType> Optional<T> find(String name, Class<T> kind) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    return namedTypes().getOrDefault(name, List.of()).stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst();
  }

  /**
   * Finds an enum's constant by its name. All enums share one name space, as in C. If several enums
   * have the name, the first one is found. Constants of an enum that {@linkplain
   * BtfEnum#isTruncated is truncated} are left out.
   *
   * @param name its C name
   * @return the constant, empty if there is none
   */
  public Optional<BtfEnumerator> findEnumerator(String name) {
    Objects.requireNonNull(name, "name");
    Map<String, BtfEnumerator> known = enumerators;
    if (known == null) {
      Map<String, BtfEnumerator> found = new HashMap<>();
      for (BtfType type : types) {
        if (type instanceof BtfEnum constants && !constants.isTruncated()) {
          constants.enumerators().forEach(one -> found.putIfAbsent(one.name(), one));
        }
      }
      known = Collections.unmodifiableMap(found);
      enumerators = known;
    }
    return Optional.ofNullable(known.get(name));
  }

  /**
   * A string of the table that holds all names. Line records refer to it.
   *
   * @param offset where the string begins, in bytes
   * @return the string up to its NUL, empty if the offset is outside the table
   */
  public Optional<String> findString(long offset) {
    return data.string(offset);
  }

  private Map<String, BtfDatasec> datasecsByName() {
    Map<String, BtfDatasec> known = datasecs;
    if (known == null) {
      Map<String, BtfDatasec> found = new LinkedHashMap<>();
      for (BtfType type : types) {
        if (type instanceof BtfDatasec section) {
          found.putIfAbsent(section.name(), section);
        }
      }
      known = Collections.unmodifiableMap(found);
      datasecs = known;
    }
    return known;
  }

  private Map<String, List<BtfType>> namedTypes() {
    Map<String, List<BtfType>> known = byName;
    if (known == null) {
      Map<String, List<BtfType>> found = new HashMap<>();
      for (BtfType type : types) {
        if (!data.isAnonymous(type.id())) {
          found.computeIfAbsent(type.name(), name -> new ArrayList<>(1)).add(type);
        }
      }
      known = Collections.unmodifiableMap(found);
      byName = known;
    }
    return known;
  }

  BtfData data() {
    return data;
  }

  /** {@return bytes as BTF says, without a bound; negative for none} */
  long sizeOf(int id) {
    return sizes[id];
  }

  int alignmentOf(int id) {
    return alignments[id];
  }
}
