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
    /** {@code btf_type_tag} or another attribute, with {@link BtfModifier#name} as its text. */
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

  /**
   * {@return whether it is a tag whose text is a whole attribute, such as {@code address_space(1)}}
   *
   * @kernel 6.14, whose BTF has such tags
   */
  public boolean isAttribute() {
    return kind() == Kind.TYPE_TAG && data.kindFlag(id());
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
