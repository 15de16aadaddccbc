package org.libbpfjava.btf;

/**
 * A type, variable, function or section of a {@link Btf}.
 *
 * <p>Types refer to each other in cycles (a struct may hold a pointer to itself), so they are
 * compared by identity. All are immutable and may be used from any thread.
 */
public sealed interface BtfType
    permits BtfArray,
        BtfDatasec,
        BtfDeclTag,
        BtfEnum,
        BtfFloat,
        BtfFunc,
        BtfFuncProto,
        BtfFwd,
        BtfInt,
        BtfModifier,
        BtfPtr,
        BtfStruct,
        BtfTypedef,
        BtfUnknown,
        BtfVar,
        BtfVoid {

  /** {@return the type's number within its {@link Btf}, 0 for void} */
  int id();

  /** {@return the types that it is one of} */
  Btf btf();

  /**
   * {@return the C name, empty where there is none}
   *
   * <p>Of names that no compiler writes, control characters and those that turn the direction of
   * text come as <code>&#92;u001b</code>, so that a terminal may show them.
   */
  String name();

  /** {@return whether {@link #size} has an answer} */
  boolean hasSize();

  /**
   * {@return the size of a value in bytes, for a variable that of its type}
   *
   * @throws IllegalStateException if it has none: void, a function, a forward declaration, a tag, a
   *     kind that is not known, an array of such; or if it is larger than 2 GiB - 1
   */
  int size();

  /**
   * {@return the alignment in bytes that its members ask for, 1 for a packed struct and for what
   * has no size}
   *
   * <p>BTF does not tell an {@code aligned} attribute, which may ask for more.
   */
  int alignment();

  /** {@return this type without typedefs, qualifiers and type tags around it} */
  BtfType resolved();

  /**
   * Spells the C declaration of {@code declarator} as this type, such as {@code const volatile
   * __u32 limits[4]}.
   *
   * <p>Named structs and enums are spelt by name, anonymous ones with their members, up to a few
   * thousand characters in all; what is beyond is left out as {@code ...}.
   *
   * @param declarator the name to declare, empty for the type alone
   * @return the declaration, without a semicolon
   * @throws IllegalStateException if it is no type: a data section or declaration tag
   */
  String toC(String declarator);

  /** {@return the type as C spells it, a variable with its name} */
  @Override
  String toString();
}
