package org.libbpfjava.internal.variable;

import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.btf.BtfDatasecVariable;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfModifier;
import org.libbpfjava.btf.BtfPtr;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;

/**
 * Looks for what the kernel keeps in a data section for itself: locks, lists, timers, pointers to
 * its own objects.
 *
 * <p>No kernel lets user space map a map with such fields (bpf_map_mmap() answers -ENOTSUPP), nor
 * shows their bytes: a lookup gives zeros and an update leaves them alone. The list is that of
 * kernel/bpf/btf.c, btf_get_field_type(); what an older kernel does not know yet is memory like any
 * other to it, and then reached by system call for nothing.
 */
public final class KernelOwnedFields {
  private static final Set<String> STRUCTS =
      Set.of(
          "bpf_spin_lock",
          "bpf_res_spin_lock",
          "bpf_timer",
          "bpf_wq",
          "bpf_task_work",
          "bpf_list_head",
          "bpf_list_node",
          "bpf_rb_root",
          "bpf_rb_node",
          "bpf_refcount");
  private static final Set<String> POINTER_TAGS =
      Set.of("kptr_untrusted", "kptr", "percpu_kptr", "uptr");

  private final BitSet seen = new BitSet(); // type ids

  private KernelOwnedFields() {}

  /**
   * {@return one of them as C spells it, {@code struct bpf_spin_lock}; empty where there is none}
   *
   * @param btf the object's types, where it has them
   * @param section the section's ELF name
   */
  public static Optional<String> in(Optional<Btf> btf, String section) {
    BtfDatasec datasec = btf.isPresent() ? btf.get().findDatasec(section).orElse(null) : null;
    if (datasec == null) {
      return Optional.empty();
    }
    KernelOwnedFields search = new KernelOwnedFields();
    for (BtfDatasecVariable entry : datasec.variables()) {
      String found = search.find(entry.variable().type());
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private @Nullable String find(BtfType declared) {
    BtfType type = declared.resolved();
    if (seen.get(type.id())) {
      return null;
    }
    seen.set(type.id());
    if (type instanceof BtfArray array) {
      return find(array.element());
    }
    if (type instanceof BtfPtr pointer) {
      return pointer.target() instanceof BtfModifier tag
              && tag.kind() == BtfModifier.Kind.TYPE_TAG
              && POINTER_TAGS.contains(tag.name())
          ? "a pointer tagged " + tag.name()
          : null;
    }
    if (!(type instanceof BtfStruct struct)) {
      return null;
    }
    if (!struct.isUnion() && STRUCTS.contains(struct.name())) {
      return "struct " + struct.name();
    }
    for (BtfMember member : struct.members()) {
      String found = find(member.type());
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
