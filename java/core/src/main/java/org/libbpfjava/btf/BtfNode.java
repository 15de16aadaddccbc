package org.libbpfjava.btf;

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

  abstract BtfType self();

  public final int id() {
    return id;
  }

  public final String name() {
    String known = name;
    if (known == null) {
      known = id == 0 ? "" : data.name(data.record(id));
      name = known;
    }
    return known;
  }

  public final boolean hasSize() {
    long size = btf.sizeOf(id);
    return size >= 0 && size <= Integer.MAX_VALUE;
  }

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

  public final int alignment() {
    return btf.alignmentOf(id);
  }

  public final BtfType resolved() {
    int type = id;
    while (BtfKind.isTransparent(data.kind(type))) {
      type = data.typeOrSize(type);
    }
    return btf.type(type);
  }

  public String toC(String declarator) {
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
