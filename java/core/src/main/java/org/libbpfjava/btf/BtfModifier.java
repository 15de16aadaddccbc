package org.libbpfjava.btf;

/** A qualifier or tag around a type. */
public final class BtfModifier extends BtfNode implements BtfType {
  BtfModifier(Btf btf, int id) {
    super(btf, id);
  }

  /** What a modifier adds. */
  public enum Kind {
    /** {@code const}. */
    CONST,
    /** {@code volatile}. */
    VOLATILE,
    /** {@code restrict}. */
    RESTRICT,
    /** {@code btf_type_tag}, with {@link BtfModifier#name} as its text. */
    TYPE_TAG
  }

  /** {@return what it adds} */
  public Kind kind() {
    return switch (data.kind(id())) {
      case BtfKind.CONST -> Kind.CONST;
      case BtfKind.VOLATILE -> Kind.VOLATILE;
      case BtfKind.RESTRICT -> Kind.RESTRICT;
      default -> Kind.TYPE_TAG;
    };
  }

  /** {@return the type it is around, which may be void} */
  public BtfType target() {
    return referred();
  }

  @Override
  BtfType self() {
    return this;
  }
}
