package org.libbpfjava.map;

/**
 * A map that goes into a map of maps, or was found in one. The caller closes it.
 *
 * <p>{@link #close} gives back this process's descriptor alone. The kernel keeps the map as long as
 * it is in a map of maps.
 *
 * @see InnerMaps
 */
public interface InnerMap extends BpfMap, AutoCloseable {

  /** Gives the descriptor back. Calls that are in the kernel finish first. */
  @Override
  void close();
}
