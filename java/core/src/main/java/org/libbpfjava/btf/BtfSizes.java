package org.libbpfjava.btf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Types by value: sizes and alignments in bytes, and members that lie within their struct. */
final class BtfSizes extends BtfGraph {
  static final long NONE = -1;
  private static final long HUGE = Long.MAX_VALUE; // the product overflowed

  private final @Nullable Btf base;
  private final long[] sizes; // of what has been walked
  private final byte[] alignments; // 1 to 16

  BtfSizes(BtfData data, @Nullable BtfReferences unchecked, @Nullable Btf base) {
    super(data, unchecked);
    this.base = base;
    this.sizes = new long[data.count() - first];
    this.alignments = new byte[sizes.length];
    Arrays.fill(alignments, (byte) 1);
  }

  /** {@return bytes of a type that has been walked, as BTF says, without a bound} */
  long size(int id) {
    return id >= first ? sizes[id - first] : id == 0 || base == null ? NONE : base.sizeOf(id);
  }

  int alignment(int id) {
    return id >= first
        ? alignments[id - first]
        : id == 0 || base == null ? 1 : base.alignmentOf(id);
  }

  @Override
  int edges(int id) {
    int kind = data.kind(id);
    if (BtfKind.isComposite(kind)) {
      return data.vlen(id);
    }
    return BtfKind.isTransparent(kind) || kind == BtfKind.ARRAY || kind == BtfKind.VAR ? 1 : 0;
  }

  @Override
  int edge(int id, int i) {
    return switch (data.kind(id)) {
      case BtfKind.ARRAY -> data.int32(data.body(id));
      case BtfKind.STRUCT, BtfKind.UNION -> data.int32(data.body(id) + 12 * i + 4);
      default -> data.typeOrSize(id);
    };
  }

  @Override
  void visit(int id) {
    switch (data.kind(id)) {
      case BtfKind.INT, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.FLOAT -> {
        long size = Integer.toUnsignedLong(data.typeOrSize(id));
        set(id, size, (int) Math.max(1, Math.min(Long.highestOneBit(size), 16)));
      }
      case BtfKind.PTR -> set(id, 8, 8); // BPF pointers, whatever the host
      case BtfKind.ARRAY -> visitArray(id);
      case BtfKind.STRUCT, BtfKind.UNION -> visitComposite(id);
      case BtfKind.TYPEDEF,
          BtfKind.CONST,
          BtfKind.VOLATILE,
          BtfKind.RESTRICT,
          BtfKind.TYPE_TAG,
          BtfKind.VAR ->
          set(id, size(data.typeOrSize(id)), alignment(data.typeOrSize(id)));
      case BtfKind.DATASEC -> set(id, Integer.toUnsignedLong(data.typeOrSize(id)), 1);
      default -> set(id, NONE, 1);
    }
  }

  private void set(int id, long size, int alignment) {
    sizes[id - first] = size;
    alignments[id - first] = (byte) alignment;
  }

  private void visitArray(int id) {
    int element = data.int32(data.body(id));
    long length = data.unsigned(data.body(id) + 8);
    if (size(element) == NONE) { // as of _Atomic and _Complex, of which clang makes void
      set(id, NONE, 1);
      return;
    }
    long high = Math.multiplyHigh(size(element), length);
    long low = size(element) * length;
    set(id, high != 0 || low < 0 ? HUGE : low, alignment(element));
  }

  private void visitComposite(int id) {
    long size = Integer.toUnsignedLong(data.typeOrSize(id));
    int widest = 1;
    boolean packed = false;
    for (int i = 0, n = data.vlen(id); i < n; i++) {
      int at = data.body(id) + 12 * i;
      int type = data.int32(at + 4);
      long memberSize = Math.max(0, size(type)); // it may have none
      MemberBits bits = MemberBits.read(data, id, at);
      if (bits.end(memberSize) > size * 8) {
        throw data.invalid(
            "BTF type "
                + id
                + ", "
                + size
                + " bytes, has member "
                + i
                + " beyond its end, at bit "
                + bits.offset(),
            at);
      }
      if (bits.size() == 0 ? bits.offset() % 8 != 0 : bits.size() > bitfieldLimit(type)) {
        throw data.invalid(
            "BTF type "
                + id
                + " has member "
                + i
                + " of "
                + bits.size()
                + " bits at bit "
                + bits.offset()
                + " in a type of "
                + memberSize
                + " bytes",
            at);
      }
      widest = Math.max(widest, alignment(type));
      packed |= bits.size() == 0 && bits.offset() % (8L * alignment(type)) != 0;
    }
    set(id, size, packed || size % widest != 0 ? 1 : widest);
  }

  /** {@return the bits that a bitfield of the type may have; only integers and enums have any} */
  private long bitfieldLimit(int type) {
    int resolved = type;
    while (BtfKind.isTransparent(data.kind(resolved))) {
      resolved = data.typeOrSize(resolved);
    }
    return switch (data.kind(resolved)) {
      case BtfKind.INT, BtfKind.ENUM, BtfKind.ENUM64 -> size(type) * 8;
      default -> 0;
    };
  }
}
