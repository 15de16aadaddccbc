package org.libbpfjava.btf;

import org.jspecify.annotations.Nullable;

/** Types that a C declaration spells out: it must end, too. */
final class BtfSpelling extends BtfGraph {
  /** Ten times as much as all of a kernel. */
  private static final int MAX_PARTS = 20_000_000;

  private final int @Nullable [] parts; // types that the text of each has, if they are counted

  private BtfSpelling(BtfData data, @Nullable BtfReferences unchecked, boolean counts) {
    super(data, unchecked);
    this.parts = counts ? new int[data.count() - first] : null;
  }

  /** For checks alone. */
  static BtfSpelling of(BtfData data, @Nullable BtfReferences unchecked) {
    return new BtfSpelling(data, unchecked, false);
  }

  /** {@return one that counts as well how long the text of each type is, all of them checked} */
  static BtfSpelling counting(BtfData data) {
    return new BtfSpelling(data, null, true);
  }

  @Override
  int edges(int id) {
    return switch (data.kind(id)) {
      case BtfKind.PTR,
          BtfKind.ARRAY,
          BtfKind.CONST,
          BtfKind.VOLATILE,
          BtfKind.RESTRICT,
          BtfKind.TYPE_TAG,
          BtfKind.FUNC,
          BtfKind.VAR ->
          1;
      case BtfKind.FUNC_PROTO -> data.vlen(id) + 1;
      case BtfKind.STRUCT, BtfKind.UNION -> data.isAnonymous(id) ? data.vlen(id) : 0;
      default -> 0;
    };
  }

  @Override
  int edge(int id, int i) {
    return switch (data.kind(id)) {
      case BtfKind.ARRAY -> data.int32(data.body(id));
      case BtfKind.STRUCT, BtfKind.UNION -> data.int32(data.body(id) + 12 * i + 4);
      case BtfKind.FUNC_PROTO ->
          i == 0 ? data.typeOrSize(id) : data.int32(data.body(id) + 8 * (i - 1) + 4);
      default -> data.typeOrSize(id);
    };
  }

  @Override
  void visit(int id) {
    if (parts != null) {
      parts[id - first] = 1;
      for (int i = edges(id) - 1; i >= 0; i--) {
        parts[id - first] = Math.min(MAX_PARTS + 1, parts[id - first] + parts(edge(id, i)));
      }
    }
  }

  private int parts(int id) {
    return id >= first && parts != null ? parts[id - first] : 1;
  }

  /**
   * Refuses types whose text would not end in any time: a struct of two anonymous structs of two
   * anonymous structs … Only for one that counts, and has walked all.
   */
  void checkLength() {
    long total = 0;
    for (int id = first; id < data.count(); id++) {
      total += parts(id);
      if (BtfKind.isComposite(data.kind(id)) && !data.isAnonymous(id)) {
        for (int i = data.vlen(id) - 1; i >= 0; i--) {
          total += parts(edge(id, i));
        }
      }
      if (total > MAX_PARTS) {
        throw data.invalid(
            "BTF types up to " + id + " spell more than " + MAX_PARTS + " types", data.record(id));
      }
    }
  }
}
