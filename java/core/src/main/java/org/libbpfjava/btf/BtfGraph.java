package org.libbpfjava.btf;

import org.jspecify.annotations.Nullable;

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
  final int first; // the id that the first element of arrays is for
  private final @Nullable BtfReferences unchecked;
  private final short[] depth; // 0 not seen, -1 on the stack
  private @Nullable Stack stack; // between two walks

  /**
   * Begins.
   *
   * @param unchecked checks a type before its edges are followed; null where all are checked
   */
  BtfGraph(BtfData data, @Nullable BtfReferences unchecked) {
    this.data = data;
    this.first = data.firstId();
    this.unchecked = unchecked;
    this.depth = new short[data.count() - first];
  }

  /** {@return how many types {@code id} stands on} */
  abstract int edges(int id);

  /** {@return the i-th type that {@code id} stands on} */
  abstract int edge(int id, int i);

  /** Called once for each type, after all that it stands on. */
  abstract void visit(int id);

  /** Walks all types of these bytes. */
  final void walk() {
    for (int root = data.firstId(); root < data.count(); root++) {
      walk(root);
    }
    stack = null; // there is no other walk
  }

  /** Walks one type and those that it stands on; where that has been done, does nothing. */
  final void walk(int root) {
    if (isLeaf(root) || depth[root - first] != 0) {
      return;
    }
    Stack used = stack;
    if (used == null) {
      used = new Stack();
      stack = used;
    }
    try {
      enter(root);
      used.push(root, edges(root));
      while (used.top >= 0) {
        step(used, root);
      }
    } finally {
      for (; used.top >= 0; used.top--) { // refused: another walk finds it as this one did
        depth[used.ids[used.top] - first] = 0;
      }
    }
  }

  private void step(Stack stack, int root) {
    int top = stack.top;
    int id = stack.ids[top];
    if (stack.left[top] == 0) {
      int reached = 1 + stack.deepest[top];
      if (reached > MAX_DEPTH) {
        throw tooDeep(id);
      }
      visit(id);
      depth[id - first] = (short) reached;
      stack.top--;
      return;
    }
    int child = edge(id, stack.left[top] - 1);
    int known = isLeaf(child) ? 0 : depth[child - first];
    if (isLeaf(child) || known > 0) { // also one that has come back from the stack
      stack.deepest[top] = Math.max(stack.deepest[top], known);
      stack.left[top]--;
    } else if (known < 0) {
      throw data.invalid("BTF type " + child + " contains itself", data.record(child));
    } else if (top + 1 == MAX_DEPTH) {
      throw tooDeep(root);
    } else {
      enter(child);
      stack.push(child, edges(child));
    }
  }

  /** Void, and what a base has walked. */
  private boolean isLeaf(int id) {
    return id < data.firstId();
  }

  private void enter(int id) {
    if (unchecked != null) {
      unchecked.checkWithName(id);
    }
    depth[id - first] = -1;
  }

  private RuntimeException tooDeep(int id) {
    return data.invalid(
        "BTF type " + id + " is nested deeper than " + MAX_DEPTH + " types", data.record(id));
  }

  /** The types between the root and where the walk is. */
  private static final class Stack {
    final int[] ids = new int[MAX_DEPTH];
    final int[] left = new int[MAX_DEPTH]; // edges to follow, from the last
    final int[] deepest = new int[MAX_DEPTH]; // of those that have been followed
    int top = -1;

    void push(int id, int edges) {
      top++;
      ids[top] = id;
      left[top] = edges;
      deepest[top] = 0;
    }
  }
}
