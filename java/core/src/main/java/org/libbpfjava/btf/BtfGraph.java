package org.libbpfjava.btf;

import java.util.Arrays;

/**
 * Walks the graph of types once, children first, without recursion.
 *
 * <p>Refuses what would make a later walk endless or too deep for a Java stack: a cycle, or more
 * than {@value #MAX_DEPTH} types below each other. The kernel stops at 32 (kernel/bpf/btf.c,
 * MAX_RESOLVE_DEPTH).
 */
abstract class BtfGraph {
  static final int MAX_DEPTH = 256;

  final BtfData data;

  BtfGraph(BtfData data) {
    this.data = data;
  }

  /** {@return how many types {@code id} stands on} */
  abstract int edges(int id);

  /** {@return the i-th type that {@code id} stands on} */
  abstract int edge(int id, int i);

  /** Called once for each type, after all that it stands on. */
  abstract void visit(int id);

  final void walk() {
    int count = data.count();
    int[] depth = new int[count]; // 0 not seen, -1 on the stack
    int[] stack = new int[MAX_DEPTH];
    int[] left = new int[MAX_DEPTH]; // edges to follow, from the last
    int[] deepest = new int[MAX_DEPTH]; // of those that have been followed
    for (int root = 1; root < count; root++) {
      if (depth[root] != 0) {
        continue;
      }
      int top = 0;
      stack[0] = root;
      left[0] = edges(root);
      deepest[0] = 0;
      depth[root] = -1;
      while (top >= 0) {
        int id = stack[top];
        if (left[top] == 0) {
          depth[id] = 1 + deepest[top];
          if (depth[id] > MAX_DEPTH) {
            throw tooDeep(id);
          }
          visit(id);
          top--;
          continue;
        }
        int child = edge(id, left[top] - 1);
        if (child == 0 || depth[child] > 0) { // also one that has come back from the stack
          deepest[top] = Math.max(deepest[top], child == 0 ? 0 : depth[child]);
          left[top]--;
          continue;
        }
        if (depth[child] < 0) {
          throw data.invalid("BTF type " + child + " contains itself", data.record(child));
        }
        if (++top == MAX_DEPTH) {
          throw tooDeep(root);
        }
        depth[child] = -1;
        stack[top] = child;
        left[top] = edges(child);
        deepest[top] = 0;
      }
    }
  }

  private RuntimeException tooDeep(int id) {
    return data.invalid(
        "BTF type " + id + " is nested deeper than " + MAX_DEPTH + " types", data.record(id));
  }

  /** Types that a C declaration spells out: it must end, too. */
  static final class Spelling extends BtfGraph {
    Spelling(BtfData data) {
      super(data);
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
    void visit(int id) {}
  }

  /** Types by value: sizes and alignments in bytes, and members that lie within their struct. */
  static final class Sizes extends BtfGraph {
    static final long NONE = -1;
    private static final long HUGE = Long.MAX_VALUE; // the product overflowed

    final long[] size;
    final int[] alignment;

    Sizes(BtfData data) {
      super(data);
      this.size = new long[data.count()];
      this.alignment = new int[data.count()];
      Arrays.fill(alignment, 1);
      size[0] = NONE;
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
          size[id] = Integer.toUnsignedLong(data.typeOrSize(id));
          alignment[id] = (int) Math.max(1, Math.min(Long.highestOneBit(size[id]), 16));
        }
        case BtfKind.PTR -> {
          size[id] = 8; // BPF pointers, whatever the host
          alignment[id] = 8;
        }
        case BtfKind.ARRAY -> visitArray(id);
        case BtfKind.STRUCT, BtfKind.UNION -> visitComposite(id);
        case BtfKind.TYPEDEF,
            BtfKind.CONST,
            BtfKind.VOLATILE,
            BtfKind.RESTRICT,
            BtfKind.TYPE_TAG,
            BtfKind.VAR -> {
          size[id] = size[data.typeOrSize(id)];
          alignment[id] = alignment[data.typeOrSize(id)];
        }
        case BtfKind.DATASEC -> size[id] = Integer.toUnsignedLong(data.typeOrSize(id));
        default -> size[id] = NONE;
      }
    }

    private void visitArray(int id) {
      int element = data.int32(data.body(id));
      long length = data.unsigned(data.body(id) + 8);
      if (size[element] == NONE) { // as of _Atomic and _Complex, of which clang makes void
        size[id] = NONE;
        return;
      }
      long high = Math.multiplyHigh(size[element], length);
      long low = size[element] * length;
      size[id] = high != 0 || low < 0 ? HUGE : low;
      alignment[id] = alignment[element];
    }

    private void visitComposite(int id) {
      size[id] = Integer.toUnsignedLong(data.typeOrSize(id));
      int widest = 1;
      boolean packed = false;
      for (int i = 0, n = data.vlen(id); i < n; i++) {
        int at = data.body(id) + 12 * i;
        int type = data.int32(at + 4);
        long memberSize = Math.max(0, size[type]); // it may have none
        MemberBits bits = MemberBits.read(data, id, at);
        if (bits.end(memberSize) > size[id] * 8) {
          throw data.invalid(
              "BTF type "
                  + id
                  + ", "
                  + size[id]
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
        widest = Math.max(widest, alignment[type]);
        packed |= bits.size() == 0 && bits.offset() % (8L * alignment[type]) != 0;
      }
      alignment[id] = packed || size[id] % widest != 0 ? 1 : widest;
    }

    /** {@return the bits that a bitfield of the type may have; only integers and enums have any} */
    private long bitfieldLimit(int type) {
      int resolved = type;
      while (BtfKind.isTransparent(data.kind(resolved))) {
        resolved = data.typeOrSize(resolved);
      }
      return switch (data.kind(resolved)) {
        case BtfKind.INT, BtfKind.ENUM, BtfKind.ENUM64 -> size[type] * 8;
        default -> 0;
      };
    }
  }
}
