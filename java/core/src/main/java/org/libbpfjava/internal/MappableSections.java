package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__map_flags;
import static org.libbpfjava.raw.global.libbpf.bpf_map__set_map_flags;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.raw.bpf_map;

/** Decides before load whether a data section is made so that user space can map it. */
public final class MappableSections {
  static final int BPF_F_MMAPABLE = 1 << 10;

  private MappableSections() {}

  /**
   * Asks for mappable memory where libbpf does not: sections without BTF, or with nothing but
   * static variables. On a kernel that cannot, libbpf takes the flag away again:
   * bpf_object__sanitize_maps(). A reused map is made already, which libbpf answers with -EBUSY.
   *
   * <p>Asks for ordinary memory where the kernel keeps fields for itself: with the flag the map
   * could be made and not mapped, and load would fail in bpf_object__populate_internal_map().
   *
   * @param section the section's ELF name; not {@code .kconfig}, which is libbpf's own to fill
   * @param map its map, not created yet
   * @param btf the object's types, where it has them
   */
  public static void prepare(String section, bpf_map map, Optional<Btf> btf) {
    int flags = bpf_map__map_flags(map);
    boolean owned = KernelOwnedFields.in(btf, section).isPresent();
    int wanted = owned ? flags & ~BPF_F_MMAPABLE : flags | BPF_F_MMAPABLE;
    if (wanted != flags) {
      int result = bpf_map__set_map_flags(map, wanted);
      if (result != -Errno.EBUSY) {
        Native.check(result, "set flags of the map of section", section);
      }
    }
  }
}
