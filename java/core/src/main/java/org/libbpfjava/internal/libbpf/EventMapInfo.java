package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_page_size;

import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapType;

/**
 * What the kernel says about a map of events, whoever gave the descriptor.
 *
 * @param type its type
 * @param id the kernel's number of it, the same for every descriptor
 * @param maxEntries bytes of a ring buffer; CPUs of a perf buffer
 * @param flags the bits that it was made with
 * @param pageSize this machine's
 */
public record EventMapInfo(MapType type, int id, long maxEntries, int flags, int pageSize) {

  /**
   * Asks the kernel.
   *
   * @param fd a descriptor that is open during the call
   * @param map its name, for messages
   */
  public static EventMapInfo of(int fd, String map) {
    Presets.load();
    MapInfo facts = MapFacts.of(fd, map);
    return new EventMapInfo(
        facts.type(), facts.id(), facts.maxEntries(), facts.flagBits(), (int) lbj_page_size());
  }
}
