package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.MappedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.variable.KernelOwnedFields;

/** Decides how a loaded data section is reached. */
public final class LoadedSections {
  private LoadedSections() {}

  /**
   * The memory of one section.
   *
   * @param map its map; the caller is inside {@code object}
   * @param readOnly whether libbpf has frozen it
   * @param btf the object's types, where it has them
   * @param object the object
   * @return our mapping where the kernel allows one, otherwise element access by system call
   */
  public static SectionMemory of(
      NativeMap map, boolean readOnly, Optional<Btf> btf, NativeObject object) {
    NativeResource owner = object.resource();
    String section = map.name();
    int fd = ReturnCode.check(map.fd(), "find the map of section", section);
    int size = map.valueSize();
    // Only somebody else's map can be frozen without libbpf having done it.
    if ((map.flags() & MappableSections.BPF_F_MMAPABLE) == 0) {
      String owned = KernelOwnedFields.in(btf, section).orElse("");
      boolean frozen = readOnly || DescriptorInfo.of(fd, section).isFrozen();
      return new SyscallSectionMemory(section, fd, size, frozen, owned, owner);
    }
    ByteBuffer memory =
        readOnly
            ? object.mappings().frozenValues(fd, size, section)
            : object.mappings().values(fd, size, section);
    return new MappedSectionMemory(section, memory, readOnly || memory.isReadOnly(), owner);
  }
}
