package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.InvalidBpfObjectException;

/**
 * Makes BTF: types are added one by one, each gets the next id, and {@link #build} gives all of
 * them.
 *
 * <pre>{@code
 * BtfBuilder types = new BtfBuilder();
 * int pid = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
 * int letter = types.integer("char", 1, BtfBuilder.Encoding.SIGNED);
 * BtfStructBuilder task = types.struct("task", 32);
 * task.member("pid", pid, 0)
 *     .member("comm", types.array(letter, 16), 8)
 *     .member("parent", types.pointer(task.id()), 24);
 * Btf btf = types.build("tasks");
 * }</pre>
 *
 * <p>A type refers to others by their ids; 0 is void. It may refer to one that is added later. What
 * each method needs to know at once it checks at once, and throws IllegalArgumentException: that a
 * name is there where C needs one and holds no NUL, and that numbers are in range. Whether ids
 * exist, and whether members lie within their struct, {@link #build} checks. Sizes and offsets are
 * the caller's: nothing is aligned or padded.
 *
 * <p>For one thread.
 */
public final class BtfBuilder {
  /** What the bits of an integer mean. */
  public enum Encoding {
    /** A number that is not negative. */
    UNSIGNED(0),
    /** A number in two's complement. */
    SIGNED(1),
    /** {@code char} as gcc marks it; clang writes a signed number of the name {@code char}. */
    CHAR(2),
    /** {@code _Bool}. */
    BOOL(4);

    private final int bits;

    Encoding(int bits) {
      this.bits = bits;
    }
  }

  private final @Nullable Btf base;
  private final int firstId;
  private final BtfStrings strings;
  private final List<BtfRecord> records = new ArrayList<>();
  private int indexType; // of arrays; 0 until the first one

  /** Begins with void alone. */
  public BtfBuilder() {
    this(null);
  }

  private BtfBuilder(@Nullable Btf base) {
    this.base = base;
    this.firstId = base == null ? 1 : base.typeCount();
    this.strings = new BtfStrings(base == null ? 0 : base.data().stringsEnd());
  }

  /**
   * {@return a builder of split BTF, whose types go on after those of a base and may refer to them}
   *
   * @param base the types to go on from
   */
  public static BtfBuilder over(Btf base) {
    return new BtfBuilder(Objects.requireNonNull(base, "base"));
  }

  /**
   * Adds an integer.
   *
   * @param name its C name
   * @param sizeBytes 1, 2, 4, 8 or 16
   * @param encoding what its bits mean
   * @return its id
   */
  public int integer(String name, int sizeBytes, Encoding encoding) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(encoding, "encoding");
    BtfRecord.checkPower("an integer", sizeBytes, 16);
    return add(BtfKind.INT, BtfRecord.needed("an integer", name), sizeBytes)
        .word(encoding.bits << 24 | 8 * sizeBytes)
        .id();
  }

  /**
   * Adds a floating-point number.
   *
   * @param name its C name
   * @param sizeBytes 2, 4, 8, 12 or 16
   * @return its id
   */
  public int floating(String name, int sizeBytes) {
    Objects.requireNonNull(name, "name");
    if (sizeBytes != 12) {
      BtfRecord.checkPower("a floating-point number", sizeBytes, 16);
    }
    if (sizeBytes == 1) {
      throw new IllegalArgumentException("a floating-point number of 1 byte: it has 2 to 16");
    }
    return add(BtfKind.FLOAT, BtfRecord.needed("a floating-point number", name), sizeBytes).id();
  }

  /**
   * Adds a pointer, of 8 bytes.
   *
   * @param target the id of what it points to, 0 for void
   * @return its id
   */
  public int pointer(int target) {
    return add(BtfKind.PTR, "", target).id();
  }

  /**
   * Adds an array of one dimension. With the first one comes the type of its index, as clang writes
   * it.
   *
   * @param element the id of its elements' type
   * @param length how many, 0 to 2³²-1
   * @return its id
   */
  public int array(int element, long length) {
    int words = BtfRecord.word("an array's length", length);
    if (indexType == 0) {
      indexType = integer("__ARRAY_SIZE_TYPE__", Integer.BYTES, Encoding.UNSIGNED);
    }
    return add(BtfKind.ARRAY, "", 0).word(element).word(indexType).word(words).id();
  }

  /**
   * Adds a struct without members.
   *
   * @param name its C name, empty for none
   * @param sizeBytes its size, 0 to 2³²-1
   * @return the struct, to which members are added
   */
  public BtfStructBuilder struct(String name, long sizeBytes) {
    Objects.requireNonNull(name, "name");
    return new BtfStructBuilder(
        add(BtfKind.STRUCT, name, BtfRecord.word("a struct's size", sizeBytes)));
  }

  /**
   * Adds a union without members.
   *
   * @param name its C name, empty for none
   * @param sizeBytes its size, 0 to 2³²-1
   * @return the union, to which members are added
   */
  public BtfStructBuilder union(String name, long sizeBytes) {
    Objects.requireNonNull(name, "name");
    return new BtfStructBuilder(
        add(BtfKind.UNION, name, BtfRecord.word("a union's size", sizeBytes)));
  }

  /**
   * Adds an enum without constants, whose values may be negative.
   *
   * @param name its C name, empty for none
   * @param sizeBytes 1, 2, 4 or 8
   * @return the enum, to which constants are added
   */
  public BtfEnumBuilder signedEnum(String name, int sizeBytes) {
    Objects.requireNonNull(name, "name");
    return new BtfEnumBuilder(enumeration(name, sizeBytes).flag());
  }

  /**
   * Adds an enum without constants, whose values are not negative.
   *
   * @param name its C name, empty for none
   * @param sizeBytes 1, 2, 4 or 8
   * @return the enum, to which constants are added
   */
  public BtfEnumBuilder unsignedEnum(String name, int sizeBytes) {
    Objects.requireNonNull(name, "name");
    return new BtfEnumBuilder(enumeration(name, sizeBytes));
  }

  private BtfRecord enumeration(String name, int sizeBytes) {
    BtfRecord.checkPower("an enum", sizeBytes, 8);
    return add(sizeBytes == 8 ? BtfKind.ENUM64 : BtfKind.ENUM, name, sizeBytes);
  }

  /**
   * Adds a struct that is declared and not defined.
   *
   * @param name its C name
   * @return its id
   */
  public int forwardStruct(String name) {
    Objects.requireNonNull(name, "name");
    return add(BtfKind.FWD, BtfRecord.needed("a forward declaration", name), 0).id();
  }

  /**
   * Adds a union that is declared and not defined.
   *
   * @param name its C name
   * @return its id
   */
  public int forwardUnion(String name) {
    Objects.requireNonNull(name, "name");
    return add(BtfKind.FWD, BtfRecord.needed("a forward declaration", name), 0).flag().id();
  }

  /**
   * Adds another name of a type.
   *
   * @param name the name
   * @param target the id of the type
   * @return its id
   */
  public int typedef(String name, int target) {
    Objects.requireNonNull(name, "name");
    return add(BtfKind.TYPEDEF, BtfRecord.needed("a typedef", name), target).id();
  }

  /** {@return the id of a new type, {@code const} around the type with the id {@code target}} */
  public int constOf(int target) {
    return add(BtfKind.CONST, "", target).id();
  }

  /** {@return the id of a new type, {@code volatile} around the type with the id {@code target}} */
  public int volatileOf(int target) {
    return add(BtfKind.VOLATILE, "", target).id();
  }

  /** {@return the id of a new type, {@code restrict} around the type with the id {@code target}} */
  public int restrictOf(int target) {
    return add(BtfKind.RESTRICT, "", target).id();
  }

  /**
   * Adds a {@code btf_type_tag} around a type.
   *
   * @param text the tag
   * @param target the id of the type
   * @return its id
   */
  public int typeTag(String text, int target) {
    Objects.requireNonNull(text, "text");
    return add(BtfKind.TYPE_TAG, BtfRecord.needed("a type tag", text), target).id();
  }

  /**
   * Adds a {@code btf_decl_tag} on a type, variable or function as a whole.
   *
   * @param text the tag
   * @param target the id of what it is on
   * @return its id
   */
  public int declTag(String text, int target) {
    Objects.requireNonNull(text, "text");
    return add(BtfKind.DECL_TAG, BtfRecord.needed("a declaration tag", text), target).word(-1).id();
  }

  /**
   * Adds a {@code btf_decl_tag} on a member or parameter.
   *
   * @param text the tag
   * @param target the id of the struct, union or function
   * @param component the index of the member or parameter, from 0
   * @return its id
   */
  public int declTag(String text, int target, int component) {
    Objects.requireNonNull(text, "text");
    if (component < 0) {
      throw new IllegalArgumentException("a declaration tag on component " + component);
    }
    return add(BtfKind.DECL_TAG, BtfRecord.needed("a declaration tag", text), target)
        .word(component)
        .id();
  }

  /**
   * Adds what a function takes and returns, without parameters.
   *
   * @param returnType the id of the type it returns, 0 for void
   * @return the prototype, to which parameters are added
   */
  public BtfFuncProtoBuilder prototype(int returnType) {
    return new BtfFuncProtoBuilder(add(BtfKind.FUNC_PROTO, "", returnType));
  }

  /**
   * Adds a function.
   *
   * @param name its C name
   * @param prototype the id of its prototype
   * @param linkage how far it is visible
   * @return its id
   */
  public int function(String name, int prototype, BtfLinkage linkage) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(linkage, "linkage");
    return add(BtfKind.FUNC, BtfRecord.needed("a function", name), prototype)
        .vlen(BtfLinkage.VALUES.indexOf(linkage)) // a function has nothing to count
        .id();
  }

  /**
   * Adds a variable.
   *
   * @param name its C name
   * @param type the id of its type
   * @param linkage how far it is visible
   * @return its id
   */
  public int variable(String name, int type, BtfLinkage linkage) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(linkage, "linkage");
    return add(BtfKind.VAR, BtfRecord.needed("a variable", name), type)
        .word(BtfLinkage.VALUES.indexOf(linkage))
        .id();
  }

  /**
   * Adds a section without variables.
   *
   * @param name its ELF name, such as {@code .data}
   * @param sizeBytes its size, 0 to 2³²-1
   * @return the section, to which variables are added
   */
  public BtfDatasecBuilder section(String name, long sizeBytes) {
    Objects.requireNonNull(name, "name");
    return new BtfDatasecBuilder(
        add(
            BtfKind.DATASEC,
            BtfRecord.needed("a section", name),
            BtfRecord.word("a section's size", sizeBytes)));
  }

  /**
   * Ends it. More types may be added afterwards; they are not in what this returns.
   *
   * @param source the name of the types in messages
   * @return all types
   * @throws InvalidBpfObjectException if a type refers to one that does not exist or cannot be
   *     there, contains itself, or has a member beyond its end
   */
  public Btf build(String source) {
    Objects.requireNonNull(source, "source");
    byte[] raw = BtfRecord.write(records, strings);
    return base == null ? Btf.parse(source, raw) : Btf.parse(source, raw, base);
  }

  private BtfRecord add(int kind, String name, int sizeOrType) {
    BtfRecord record = new BtfRecord(firstId + records.size(), kind, strings, name, sizeOrType);
    records.add(record);
    return record;
  }
}
