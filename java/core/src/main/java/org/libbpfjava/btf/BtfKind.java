package org.libbpfjava.btf;

/** Kind numbers of BTF types: include/uapi/linux/btf.h, BTF_KIND_*. */
final class BtfKind {
  static final int VOID = 0;
  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FWD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private BtfKind() {}

  /** {@return bytes that follow the 12 bytes common to all types, -1 for an unknown kind} */
  static long bodySize(int kind, int vlen) {
    return switch (kind) {
      case INT, VAR, DECL_TAG -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATASEC, ENUM64 -> 12L * vlen;
      case ENUM, FUNC_PROTO -> 8L * vlen;
      case PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG -> 0;
      default -> -1;
    };
  }

  /** {@return whether the kind only renames or qualifies another type} */
  static boolean isTransparent(int kind) {
    return switch (kind) {
      case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
      default -> false;
    };
  }

  static boolean isComposite(int kind) {
    return kind == STRUCT || kind == UNION;
  }

  static boolean isEnum(int kind) {
    return kind == ENUM || kind == ENUM64;
  }

  /** {@return the kind's name as messages show it} */
  static String name(int kind) {
    return switch (kind) {
      case VOID -> "void";
      case INT -> "int";
      case PTR -> "pointer";
      case ARRAY -> "array";
      case STRUCT -> "struct";
      case UNION -> "union";
      case ENUM, ENUM64 -> "enum";
      case FWD -> "forward declaration";
      case TYPEDEF -> "typedef";
      case VOLATILE -> "volatile";
      case CONST -> "const";
      case RESTRICT -> "restrict";
      case FUNC -> "function";
      case FUNC_PROTO -> "function prototype";
      case VAR -> "variable";
      case DATASEC -> "data section";
      case FLOAT -> "float";
      case DECL_TAG -> "declaration tag";
      case TYPE_TAG -> "type tag";
      default -> "kind " + kind;
    };
  }

  /** {@return the kind's name behind "a" or "an"} */
  static String withArticle(int kind) {
    String name = name(kind);
    return ("aei".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }
}
