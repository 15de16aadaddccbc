package org.libbpfjava.btf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds types by their names, without decoding any.
 *
 * <p>The first search looks at one record after the other. That takes less time than to make a
 * table, and most programs ask the kernel's types once or twice. From the second search on a hash
 * table answers, of about 8 bytes for a type.
 *
 * <p>Safe on any thread: a race makes the table twice.
 */
final class BtfNames {
  private final Btf btf;
  private final BtfData data;
  private volatile boolean searched;
  private volatile @Nullable Chains chains;

  BtfNames(Btf btf, BtfData data) {
    this.btf = btf;
    this.data = data;
  }

  /**
   * Looks among the types of these bytes, by rising id. No lambda is on the way: the first one of a
   * JVM would take longer than the search.
   *
   * @param name the name, empty for none at all
   * @param kind the class of the type
   * @return the id, 0 if there is none
   */
  int find(String name, Class<?> kind) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return 0;
    }
    if (name.indexOf('\\') >= 0 || name.indexOf('\ufffd') >= 0) {
      return findDecoded(name, kind);
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (!searched) {
      searched = true;
      return findRecord(bytes, kind);
    }
    Chains known = chains;
    if (known == null) {
      known = new Chains(data);
      chains = known;
    }
    return findChained(known, bytes, kind);
  }

  /** Decoding may have made the name of other bytes: it escapes, and replaces what is no text. */
  private int findDecoded(String name, Class<?> kind) {
    for (int id = data.firstId(); id < data.count(); id++) {
      if (data.typeName(id).equals(name) && kind.isInstance(btf.type(id))) {
        return id;
      }
    }
    return 0;
  }

  private int findRecord(byte[] name, Class<?> kind) {
    for (int id = data.firstId(); id < data.count(); id++) {
      if (data.isNamed(id, name) && kind.isInstance(btf.type(id))) {
        return id;
      }
    }
    return 0;
  }

  private int findChained(Chains known, byte[] name, Class<?> kind) {
    int id = known.first(name);
    while (id != 0 && !(data.isNamed(id, name) && kind.isInstance(btf.type(id)))) {
      id = known.next(id);
    }
    return id;
  }

  /** For each hash of a name the types that have it: a chain of rising ids. */
  private static final class Chains {
    private final int firstId;
    private final int[] heads;
    private final int[] next; // by id, from the first one on; 0 after the last

    Chains(BtfData data) {
      this.firstId = data.firstId();
      this.next = new int[data.count() - firstId];
      this.heads = new int[Math.max(16, Integer.highestOneBit(next.length))];
      for (int id = data.count() - 1; id >= firstId; id--) {
        int slot = slot(data.nameHash(id));
        next[id - firstId] = heads[slot];
        heads[slot] = id;
      }
    }

    private int slot(int hash) {
      int mixed = hash * 0x9e37_79b9; // names that differ in their last byte alone lie apart
      return (mixed ^ mixed >>> 16) & (heads.length - 1);
    }

    int first(byte[] name) {
      return heads[slot(Arrays.hashCode(name))];
    }

    int next(int id) {
      return next[id - firstId];
    }
  }
}
