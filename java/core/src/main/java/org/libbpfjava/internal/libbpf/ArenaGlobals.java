package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__map_flags;
import static org.libbpfjava.raw.global.plain.bpf_map__name;
import static org.libbpfjava.raw.global.plain.bpf_map__type;
import static org.libbpfjava.raw.global.plain.bpf_object__next_map;
import static org.libbpfjava.raw.global.plain.lbj_object_load_arena;
import static org.libbpfjava.raw.global.plain.lbj_section_size;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;

/**
 * The {@code __arena} globals of an object and the arena map in which libbpf puts them.
 *
 * <p>An arena allows one mapping, libbpf's own. Where in it the globals lie, at the start or at the
 * end, libbpf decides at load and tells to skeletons alone, so the object is loaded as one.
 */
public final class ArenaGlobals {
  /** The section that clang makes of address space 1. */
  public static final String SECTION = ".addr_space.1";

  private static final int BPF_F_SEGV_ON_FAULT = 1 << 17;

  private final String source;
  private final long object;
  private final long map;
  private long address; // 0 before load; written before the loaded object is published

  private ArenaGlobals(String source, long object, long map) {
    this.source = source;
    this.object = object;
    this.map = map;
  }

  /** {@return those of an object, empty where it has none; libbpf allows one arena an object} */
  static Optional<ArenaGlobals> of(String source, long object) {
    for (long map = bpf_object__next_map(object, 0);
        map != 0;
        map = bpf_object__next_map(object, map)) {
      if (bpf_map__type(map) == ArenaAddress.BPF_MAP_TYPE_ARENA && lbj_section_size(map) > 0) {
        return Optional.of(new ArenaGlobals(source, object, map));
      }
    }
    return Optional.empty();
  }

  /** {@return the arena's map} */
  public NativeMap map() {
    return new NativeMap(map, SECTION);
  }

  /**
   * Refuses what would be a SIGSEGV inside libbpf's load: with BPF_F_SEGV_ON_FAULT no page of the
   * arena is there when bpf_object__create_maps() copies the globals into it.
   */
  void checkLoadable() {
    if ((bpf_map__map_flags(map) & BPF_F_SEGV_ON_FAULT) != 0) {
      throw new BpfException(
          Message.of(
              "load object '"
                  + source
                  + "': arena '"
                  + Native.string(bpf_map__name(map))
                  + "' has BPF_F_SEGV_ON_FAULT, with which libbpf cannot give the object's __arena"
                  + " globals their values"));
    }
  }

  /** Loads the object and learns where its globals are. {@return what libbpf returned} */
  int load() {
    long[] globals = new long[1];
    int result = lbj_object_load_arena(object, map, globals);
    if (result == 0) {
      address = globals[0];
    }
    return result;
  }

  /** {@return the globals' memory, once loaded} */
  public SectionMemory memory(NativeResource owner) {
    return new ArenaSectionMemory(SECTION, address, Math.toIntExact(lbj_section_size(map)), owner);
  }
}
