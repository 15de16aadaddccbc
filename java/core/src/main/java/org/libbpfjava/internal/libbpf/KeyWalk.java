package org.libbpfjava.internal.libbpf;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a map, one call each. The next key is known before the last one is given away, so
 * that the caller may delete what it got.
 */
final class KeyWalk implements Iterator<byte[]> {
  private final ElementCalls calls;
  private final String map;
  private byte @Nullable [] next;
  private long left;

  KeyWalk(ElementCalls calls, MapShape shape) {
    this.calls = calls;
    this.map = shape.name();
    // The kernel begins again where a key was deleted. The storage of control groups has no number
    // of entries, and never begins again: kernel/bpf/local_storage.c,
    // cgroup_storage_get_next_key().
    this.left = shape.maxEntries() == 0 ? Long.MAX_VALUE : shape.maxEntries();
    this.next = calls.following(null);
  }

  @Override
  public boolean hasNext() {
    return next != null && left > 0;
  }

  @Override
  public byte[] next() {
    byte[] key = next;
    if (key == null || left <= 0) {
      throw new NoSuchElementException("map '" + map + "' has no further key");
    }
    left--;
    next = calls.following(key);
    return key;
  }
}
