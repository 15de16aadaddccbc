package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_close;
import static org.libbpfjava.raw.global.plain.lbj_map_create;
import static org.libbpfjava.raw.global.plain.lbj_map_next_key;
import static org.libbpfjava.raw.global.plain.lbj_map_update;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/**
 * Whether the kernel tells by its list of keys that a prefix is not in a trie. Before 27abc7b3fa2e
 * ("bpf: Fix exact match conditions in trie_get_next_key()"), Linux 6.13 and some older stable
 * ones, it took another prefix of the same length for it.
 */
final class TrieOrder {
  private static final int KEY_BYTES = Integer.BYTES + 1;

  private TrieOrder() {}

  /** The kernel is asked once. */
  private static final class Answer {
    static final boolean IS_EXACT = ask();
  }

  static boolean isExact() {
    return Answer.IS_EXACT;
  }

  /** {@return false also where no trie can be made} */
  private static boolean ask() {
    MapOptions options =
        MapOptions.of(MapType.LPM_TRIE, "order", KEY_BYTES, 1, 1).withFlags(MapFlag.NO_PREALLOC);
    int[] numbers = WantedMap.of(options, options.maxEntries(), 0).numbers(null);
    int fd =
        lbj_map_create(
            options.type().number(), options.name(), numbers, new byte[0], 0, Token.FOUND);
    if (fd < 0) {
      return false;
    }
    try {
      byte[] there = key(0x00);
      byte[] absent = key(0x80);
      return lbj_map_update(fd, there, new byte[1], 0) == 0
          && lbj_map_next_key(fd, absent, 1, new byte[KEY_BYTES]) == 0; // the one that is there
    } finally {
      lbj_close(fd);
    }
  }

  private static byte[] key(int address) {
    byte[] key = new byte[KEY_BYTES];
    ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).putInt(8);
    key[Integer.BYTES] = (byte) address;
    return key;
  }
}
