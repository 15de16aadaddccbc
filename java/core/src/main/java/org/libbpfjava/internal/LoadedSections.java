package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__map_flags;
import static org.libbpfjava.raw.global.libbpf.bpf_map__value_size;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.raw.bpf_map;

/** Decides how a loaded data section is reached. */
public final class LoadedSections {
  private LoadedSections() {}

  /**
   * The memory of one section.
   *
   * @param section its ELF name
   * @param map its map; the caller is inside {@code object}
   * @param readOnly whether libbpf has frozen it
   * @param btf the object's types, where it has them
   * @param object the object
   * @return our mapping where the kernel allows one, otherwise element access by system call
   */
  public static SectionMemory of(
      String section, bpf_map map, boolean readOnly, Optional<Btf> btf, NativeObject object) {
    NativeResource owner = object.resource();
    int fd = Native.check(bpf_map__fd(map), "find the map of section", section);
    int size = bpf_map__value_size(map);
    // Only somebody else's map can be frozen without libbpf having done it.
    if ((bpf_map__map_flags(map) & MappableSections.BPF_F_MMAPABLE) == 0) {
      String owned = KernelOwnedFields.in(btf, section).orElse("");
      boolean frozen = readOnly || MapInfo.of(fd, section).isFrozen();
      return new SyscallSectionMemory(section, fd, size, frozen, owned, owner);
    }
    ByteBuffer memory =
        readOnly
            ? object.mappings().frozenValues(fd, size, section)
            : object.mappings().values(fd, size, section);
    return new MappedSectionMemory(section, memory, readOnly || memory.isReadOnly(), owner);
  }
}
