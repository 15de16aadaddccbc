package org.libbpfjava.btf;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all types share: the raw record they read themselves from. */
abstract class BtfNode {
  final Btf btf;
  final BtfData data;
  private final int id;
  private @Nullable String name; // decoded on demand; a race decodes twice, to equal strings

  BtfNode(Btf btf, int id) {
    this.btf = btf;
    this.data = btf.data();
    this.id = id;
  }

  /** {@return the type with an id among those of {@code btf}, which has been checked} */
  static BtfType of(Btf btf, int id) {
    return switch (btf.data().kind(id)) {
      case BtfKind.VOID -> new BtfVoid(btf, id);
      case BtfKind.INT -> new BtfInt(btf, id);
      case BtfKind.PTR -> new BtfPtr(btf, id);
      case BtfKind.ARRAY -> new BtfArray(btf, id);
      case BtfKind.STRUCT, BtfKind.UNION -> new BtfStruct(btf, id);
      case BtfKind.ENUM, BtfKind.ENUM64 -> new BtfEnum(btf, id);
      case BtfKind.FWD -> new BtfFwd(btf, id);
      case BtfKind.TYPEDEF -> new BtfTypedef(btf, id);
      case BtfKind.VOLATILE, BtfKind.CONST, BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
          new BtfModifier(btf, id);
      case BtfKind.FUNC -> new BtfFunc(btf, id);
      case BtfKind.FUNC_PROTO -> new BtfFuncProto(btf, id);
      case BtfKind.VAR -> new BtfVar(btf, id);
      case BtfKind.DATASEC -> new BtfDatasec(btf, id);
      case BtfKind.FLOAT -> new BtfFloat(btf, id);
      case BtfKind.DECL_TAG -> new BtfDeclTag(btf, id);
      default -> new BtfUnknown(btf, id);
    };
  }

  abstract BtfType self();

  /** {@return the type's number within its {@link Btf}, 0 for void} */
  public final int id() {
    return id;
  }

  /** {@return the types among which it is one} */
  public final Btf btf() {
    return btf;
  }

  /** {@return the C name, empty if it has none} */
  public final String name() {
    String known = name;
    if (known == null) {
      known = id == 0 ? "" : data.name(data.record(id));
      name = known;
    }
    return known;
  }

  /** {@return whether {@link #size} has an answer} */
  public final boolean hasSize() {
    long size = btf.sizeOf(id);
    return size >= 0 && size <= Integer.MAX_VALUE;
  }

  /**
   * {@return the size of a value in bytes; for a variable, the size of its type}
   *
   * @throws IllegalStateException if it has no size, or one above 2 GiB - 1
   */
  public final int size() {
    long size = btf.sizeOf(id);
    if (size < 0) {
      throw new IllegalStateException(this + " has no size");
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalStateException(this + " is larger than " + Integer.MAX_VALUE + " bytes");
    }
    return (int) size;
  }

  /** {@return the alignment in bytes that its members need; BTF does not tell attributes} */
  public final int alignment() {
    return btf.alignmentOf(id);
  }

  /** {@return this type without typedefs, qualifiers and type tags around it} */
  public final BtfType resolved() {
    int type = id;
    while (BtfKind.isTransparent(data.kind(type))) {
      type = data.typeOrSize(type);
    }
    return btf.type(type);
  }

  /**
   * Spells the C declaration of {@code declarator} as this type.
   *
   * @param declarator the name to declare, empty for the type alone
   * @return the declaration, without a semicolon
   * @throws IllegalStateException if it is a data section or declaration tag, which is no type
   */
  public String toC(String declarator) {
    Objects.requireNonNull(declarator, "declarator");
    btf.checkSpelling(id);
    return CDeclaration.of(self(), declarator);
  }

  @Override
  public String toString() {
    return toC("");
  }

  /** {@return the type whose id stands in the record's "size or type" field} */
  final BtfType referred() {
    return btf.type(data.typeOrSize(id));
  }

  /** {@return the byte offset of the part that depends on the kind} */
  final int body() {
    return data.body(id);
  }

  final int vlen() {
    return data.vlen(id);
  }
}
