package org.libbpfjava.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes at random, by a seed: flipped bits, odd numbers, moved and cut blocks. */
public final class Mutations {
  private static final int[] ODD = {
    0, 1, 2, 0x7f, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, -1, -2, -16
  };

  private Mutations() {}

  /** {@return a damaged copy; the same for the same seed} */
  public static byte[] of(byte[] good, long seed) {
    Random random = new Random(seed);
    byte[] bad = good.clone();
    ByteBuffer words = ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(bad.length - 8);
      switch (random.nextInt(6)) {
        case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bad[at] = (byte) random.nextInt();
        case 2 -> words.putInt(at & ~3, ODD[random.nextInt(ODD.length)]);
        case 3 -> words.putInt(at & ~3, words.getInt(at & ~3) + random.nextInt(9) - 4);
        case 4 -> words.putLong(at & ~7, ODD[random.nextInt(ODD.length)]);
        default -> {
          int from = random.nextInt(bad.length);
          int length = Math.min(random.nextInt(64), bad.length - Math.max(at, from));
          System.arraycopy(bad, from, bad, at, length);
        }
      }
    }
    return random.nextInt(16) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
  }
}
