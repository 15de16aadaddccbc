package org.libbpfjava.btf;

/**
 * Checks every id, name and fixed field inside the records, before anything follows them.
 *
 * <p>Refuses what would lead astray, not all that the kernel refuses: libbpf takes an object whose
 * types the kernel does not, and loads it without them. An enum that is declared and never defined
 * has 0 bytes, a number of 3 bytes is only bytes.
 */
final class BtfReferences {
  private final BtfData data;

  BtfReferences(BtfData data) {
    this.data = data;
  }

  void check() {
    for (int id = data.firstId(); id < data.count(); id++) {
      check(id);
    }
  }

  /** Checks one type and its own name, which {@link BtfData#read} has checked of all. */
  void checkWithName(int id) {
    data.checkName(id, data.record(id));
    check(id);
  }

  /** Checks one type. Nothing is known of those that it refers to but that they exist. */
  void check(int id) {
    int body = data.body(id);
    int vlen = data.vlen(id);
    switch (data.kind(id)) {
      case BtfKind.INT -> checkInt(id);
      case BtfKind.ENUM -> checkNames(id, vlen, 8);
      case BtfKind.ENUM64 -> checkNames(id, vlen, 12);
      case BtfKind.PTR,
          BtfKind.TYPEDEF,
          BtfKind.CONST,
          BtfKind.VOLATILE,
          BtfKind.RESTRICT,
          BtfKind.TYPE_TAG ->
          checkType(id, data.record(id) + 8);
      case BtfKind.ARRAY -> {
        checkType(id, body);
        checkId(id, body + 4);
      }
      case BtfKind.STRUCT, BtfKind.UNION -> {
        checkNames(id, vlen, 12);
        for (int i = 0; i < vlen; i++) {
          checkType(id, body + 12 * i + 4);
        }
      }
      case BtfKind.FUNC -> {
        checkKind(id, data.record(id) + 8, BtfKind.FUNC_PROTO);
        checkLinkage(id, vlen, data.record(id) + 4);
      }
      case BtfKind.FUNC_PROTO -> {
        checkType(id, data.record(id) + 8);
        checkNames(id, vlen, 8);
        for (int i = 0; i < vlen; i++) {
          checkType(id, body + 8 * i + 4);
        }
      }
      case BtfKind.VAR -> {
        checkType(id, data.record(id) + 8);
        checkLinkage(id, data.int32(body), body);
      }
      case BtfKind.DATASEC -> {
        for (int i = 0; i < vlen; i++) {
          checkSectionEntry(id, body + 12 * i);
        }
      }
      case BtfKind.DECL_TAG -> checkId(id, data.record(id) + 8);
      default -> {} // forward declarations and floats have nothing more
    }
  }

  private void checkInt(int id) {
    int encoding = data.int32(data.body(id));
    int bits = encoding & 0xff;
    int first = (encoding >>> 16) & 0xff;
    long size = Integer.toUnsignedLong(data.typeOrSize(id));
    if (first + bits > size * 8) {
      throw data.invalid(
          "BTF type "
              + id
              + " is an int of "
              + bits
              + " bits from bit "
              + first
              + " in "
              + size
              + " bytes",
          data.body(id));
    }
  }

  private void checkNames(int id, int count, int stride) {
    for (int i = 0; i < count; i++) {
      data.checkName(id, data.body(id) + stride * i);
    }
  }

  private void checkLinkage(int id, int linkage, int where) {
    if (linkage < 0 || linkage >= BtfLinkage.VALUES.size()) {
      throw data.invalid(
          "BTF type " + id + " has linkage " + linkage + ", which is not known", where);
    }
  }

  private void checkSectionEntry(int id, int where) {
    int type = checkId(id, where);
    if (data.kind(type) != BtfKind.VAR && data.kind(type) != BtfKind.FUNC) {
      throw data.invalid(
          "BTF type "
              + id
              + " is a data section that lists type "
              + type
              + ", "
              + BtfKind.withArticle(data.kind(type)),
          where);
    }
  }

  private void checkKind(int id, int where, int kind) {
    int type = checkId(id, where);
    if (data.kind(type) != kind) {
      throw data.invalid(
          "BTF type " + id + " refers to type " + type + ", which is no " + BtfKind.name(kind),
          where);
    }
  }

  /** A reference to something that can be a value's type, or void. */
  private void checkType(int id, int where) {
    int type = checkId(id, where);
    switch (data.kind(type)) {
      case BtfKind.FUNC, BtfKind.VAR, BtfKind.DATASEC, BtfKind.DECL_TAG ->
          throw data.invalid(
              "BTF type "
                  + id
                  + " refers to type "
                  + type
                  + ", "
                  + BtfKind.withArticle(data.kind(type)),
              where);
      default -> {}
    }
  }

  private int checkId(int id, int where) {
    int type = data.int32(where);
    if (type < 0 || type >= data.count()) {
      throw data.invalid(
          "BTF type "
              + id
              + " refers to type "
              + Integer.toUnsignedLong(type)
              + " of "
              + data.count(),
          where);
    }
    return type;
  }
}
