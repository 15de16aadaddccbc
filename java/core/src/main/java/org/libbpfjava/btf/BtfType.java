package org.libbpfjava.btf;

/**
 * A type, variable, function or section of a {@link Btf}.
 *
 * <p>Types refer to each other in cycles: a struct may hold a pointer to itself. So they are
 * compared by identity. Immutable; safe on any thread.
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

  /** {@return the types among which it is one} */
  Btf btf();

  /**
   * {@return the C name, empty if it has none}
   *
   * <p>Control characters, and those that turn the direction of text, come as <code>&#92;u001b
   * </code>. No compiler writes such names, and a terminal can show them safely so.
   */
  String name();

  /** {@return whether {@link #size} has an answer} */
  boolean hasSize();

  /**
   * {@return the size of a value in bytes; for a variable, the size of its type}
   *
   * @throws IllegalStateException if it has no size: void, a function, a forward declaration, a
   *     tag, a kind that is not known, or an array of such; or if the size is above 2 GiB - 1
   */
  int size();

  /**
   * {@return the alignment in bytes that its members need; 1 for a packed struct, and for what has
   * no size}
   *
   * <p>An {@code aligned} attribute may ask for more. BTF does not tell it.
   */
  int alignment();

  /** {@return this type without typedefs, qualifiers and type tags around it} */
  BtfType resolved();

  /**
   * Spells the C declaration of {@code declarator} as this type, such as {@code const volatile
   * __u32 limits[4]}.
   *
   * <p>A struct or enum with a name is spelt by its name. One without a name is spelt with its
   * members, up to a few thousand characters in all; {@code ...} stands for the rest.
   *
   * @param declarator the name to declare, empty for the type alone
   * @return the declaration, without a semicolon
   * @throws IllegalStateException if it is a data section or declaration tag, which is no type
   */
  String toC(String declarator);

  /** {@return the type as C spells it, a variable with its name} */
  @Override
  String toString();
}
