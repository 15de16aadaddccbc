package org.libbpfjava.internal.typed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.LpmPrefix;

/**
 * Whether a prefix itself is in a trie. A look-up does not tell: it takes each prefix that contains
 * the key. The list of keys does: kernel/bpf/lpm_trie.c, trie_get_next_key(), begins anew after a
 * key that is not there. No key that is there is followed by the first one.
 */
final class StoredPrefixes {
  private static final int MOST_TRIES = 100;

  private final BpfMap map;
  private final PrefixElement keys;
  private final SpecialCalls calls;

  StoredPrefixes(BpfMap map, PrefixElement keys, SpecialCalls calls) {
    this.map = map;
    this.keys = keys;
    this.calls = calls;
  }

  boolean contains(LpmPrefix prefix) {
    if (!calls.followsOnlyStoredPrefixes()) {
      return isListed(prefix);
    }
    byte[] key = ElementBytes.ofKey(map, keys, prefix);
    byte @Nullable [] first = calls.following(null);
    for (int tries = 0; ; tries++) {
      byte @Nullable [] next = calls.following(key);
      byte @Nullable [] again = calls.following(null);
      if (Arrays.equals(first, again) || tries == MOST_TRIES) {
        return again != null && !Arrays.equals(next, again);
      }
      first = again; // somebody has changed it: what came next may have been the first one
    }
  }

  private boolean isListed(LpmPrefix prefix) {
    for (byte[] key : map.keys()) {
      if (ElementBytes.readKey(map, keys, key).equals(prefix)) {
        return true;
      }
    }
    return false;
  }
}
