package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What the kernel does with the elements of some maps and {@code BpfMap} does not show. */
public interface SpecialCalls {

  /** {@return whether this kernel reads and writes the values of single CPUs} */
  boolean canAddressCpus();

  /**
   * Looks up the value of one CPU, where {@link #canAddressCpus}.
   *
   * @param value gets the bytes of one CPU's value
   * @return whether the key is there
   */
  boolean lookupCpu(ByteBuffer key, ByteBuffer value, int cpu);

  /** Sets the value of one CPU, where {@link #canAddressCpus}; a new key has zeros for others. */
  void updateCpu(ByteBuffer key, ByteBuffer value, int cpu);

  /** Sets the same value for all CPUs, where {@link #canAddressCpus}. */
  void updateAllCpus(ByteBuffer key, ByteBuffer value);

  /** {@return so many CPUs, in the order of a map's values} */
  BitSet possibleCpus(int count);

  /** {@return which of them run now; all where the system does not tell} */
  BitSet onlineCpus(BitSet possible);

  /** {@return whether a value may be in a map of values} */
  boolean contains(byte[] value);

  /**
   * {@return the key after another one, null after the last}
   *
   * @param key the other one, null for the first
   */
  byte @Nullable [] following(byte @Nullable [] key);

  /** {@return whether this kernel begins anew after each prefix that is not in a trie} */
  boolean followsOnlyStoredPrefixes();
}
