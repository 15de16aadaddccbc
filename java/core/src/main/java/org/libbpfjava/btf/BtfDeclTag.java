package org.libbpfjava.btf;

import java.util.Objects;

/** A {@code btf_decl_tag} or other attribute on a type, variable or function, or a part of one. */
public final class BtfDeclTag extends BtfNode implements BtfType {
  BtfDeclTag(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return what the tag is on} */
  public BtfType target() {
    return referred();
  }

  /**
   * {@return the index of the tagged member or parameter, -1 if the tag is on the target as a
   * whole}
   */
  public int componentIndex() {
    return data.int32(body());
  }

  /**
   * {@return whether the text is a whole attribute, and not that of a {@code btf_decl_tag}}
   *
   * @kernel 6.14, whose BTF has such tags
   */
  public boolean isAttribute() {
    return data.kindFlag(id());
  }

  @Override
  public String toC(String declarator) {
    Objects.requireNonNull(declarator, "declarator");
    throw new IllegalStateException("declaration tag " + name() + " is no C type");
  }

  @Override
  public String toString() {
    return "declaration tag " + name();
  }

  @Override
  BtfType self() {
    return this;
  }
}
