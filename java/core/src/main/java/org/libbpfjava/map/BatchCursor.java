package org.libbpfjava.map;

import java.nio.ByteBuffer;
import org.libbpfjava.exception.BpfException;

/**
 * How far a map was read in batches. For one thread at a time.
 *
 * <p>In a trie and in a hash of maps the kernel goes on from the last key of the batch before. If
 * that was removed, it begins again, and elements come twice. {@link TypedMap#entries} and {@link
 * LpmTrie#entries} read one batch ahead, so that what was just seen may be removed.
 *
 * @see BpfMap#lookupBatch
 */
public interface BatchCursor {
  /**
   * Reads the next elements into the caller's buffers, as many as fit and as the kernel gives. A
   * batch that is shorter than the buffers is not the last one. Direct buffers are not copied and
   * nothing is allocated for them, unless a hash has more elements in one bucket than fit.
   *
   * @param keys room for keys from its position, which does not move
   * @param values room for values of {@link BpfMap#elementSize} bytes from its position
   * @return how many elements were read; 0 after the last one
   * @throws IllegalArgumentException if not even one element fits
   * @throws java.nio.ReadOnlyBufferException if a buffer is read-only
   * @throws IllegalStateException if the map's owner is closed
   * @throws BpfException if the kernel refuses
   */
  int next(ByteBuffer keys, ByteBuffer values);
}
