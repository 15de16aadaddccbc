package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__map_flags;
import static org.libbpfjava.raw.global.libbpf.bpf_map__value_size;

import org.libbpfjava.raw.bpf_map;

/** Decides how a loaded data section is reached. */
public final class LoadedSections {
  private static final int BPF_F_MMAPABLE = 1 << 10;

  private LoadedSections() {}

  /**
   * The memory of one section.
   *
   * @param section its ELF name
   * @param map its map; the caller is inside {@code owner}
   * @param readOnly whether libbpf has frozen it
   * @param owner the object
   * @return our mapping where the kernel allows one, otherwise element access by system call
   */
  public static SectionMemory of(
      String section, bpf_map map, boolean readOnly, NativeResource owner) {
    int fd = Native.check(bpf_map__fd(map), "find the map of section", section);
    int size = bpf_map__value_size(map);
    if ((bpf_map__map_flags(map) & BPF_F_MMAPABLE) == 0) {
      return new SyscallSectionMemory(section, fd, size, readOnly, owner);
    }
    return new MappedSectionMemory(
        section, MapMemory.map(fd, size, !readOnly, section), readOnly, owner);
  }
}
