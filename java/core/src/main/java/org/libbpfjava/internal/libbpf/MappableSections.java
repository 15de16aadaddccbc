package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__set_map_flags;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.variable.KernelOwnedFields;

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
   * @param map the section's map, not created yet; not {@code .kconfig}'s, which is libbpf's own to
   *     fill
   * @param btf the object's types, where it has them
   */
  public static void prepare(NativeMap map, Optional<Btf> btf) {
    int flags = map.flags();
    boolean owned = KernelOwnedFields.in(btf, map.name()).isPresent();
    int wanted = owned ? flags & ~BPF_F_MMAPABLE : flags | BPF_F_MMAPABLE;
    if (wanted != flags) {
      int result = bpf_map__set_map_flags(map.handle(), wanted);
      if (result != -Errno.EBUSY) {
        ReturnCode.check(result, "set flags of the map of section", map.name());
      }
    }
  }
}
