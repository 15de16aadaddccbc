package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.bpf_map__autoattach;
import static org.libbpfjava.raw.global.libbpf.bpf_map__autocreate;
import static org.libbpfjava.raw.global.libbpf.bpf_map__btf_key_type_id;
import static org.libbpfjava.raw.global.libbpf.bpf_map__btf_value_type_id;
import static org.libbpfjava.raw.global.libbpf.bpf_map__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__key_size;
import static org.libbpfjava.raw.global.libbpf.bpf_map__map_flags;
import static org.libbpfjava.raw.global.libbpf.bpf_map__max_entries;
import static org.libbpfjava.raw.global.libbpf.bpf_map__name;
import static org.libbpfjava.raw.global.libbpf.bpf_map__pin;
import static org.libbpfjava.raw.global.libbpf.bpf_map__set_autocreate;
import static org.libbpfjava.raw.global.libbpf.bpf_map__set_max_entries;
import static org.libbpfjava.raw.global.libbpf.bpf_map__type;
import static org.libbpfjava.raw.global.libbpf.bpf_map__value_size;
import static org.libbpfjava.raw.global.libbpf.lbj_map_id;
import static org.libbpfjava.raw.global.libbpf.lbj_section_size;
import static org.libbpfjava.raw.global.libbpf.lbj_struct_ops_attach;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_map_type_str;

import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.raw.bpf_map;

/**
 * A map of an object, a data section's included, and libbpf's calls for it. It lives as long as its
 * object: the caller of each method is inside that.
 */
public final class NativeMap implements NamedMap {
  private static final int BPF_MAP_TYPE_STRUCT_OPS = 26;

  private final bpf_map handle;
  private final String name;
  private final boolean isSection;
  private final int declaredValueType;

  /** A map that the C source declares. */
  NativeMap(bpf_map handle) {
    this.handle = handle;
    this.name = Native.string(bpf_map__name(handle));
    this.isSection = false;
    this.declaredValueType = bpf_map__btf_value_type_id(handle);
  }

  /** The map of a data section, whose name libbpf may have cut. */
  NativeMap(bpf_map handle, String section) {
    this.handle = handle;
    this.name = section;
    this.isSection = true;
    this.declaredValueType = 0;
  }

  /** {@return libbpf's own handle} */
  public bpf_map handle() {
    return handle;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isSection() {
    return isSection;
  }

  /** {@return its descriptor, or -errno before load} */
  @Override
  public int fd() {
    return bpf_map__fd(handle);
  }

  @Override
  public int id() {
    return lbj_map_id(bpf_map__fd(handle));
  }

  int typeNumber() {
    return bpf_map__type(handle);
  }

  /** {@return its type as libbpf names it} */
  String type() {
    return Native.string(libbpf_bpf_map_type_str(bpf_map__type(handle)));
  }

  int flags() {
    return bpf_map__map_flags(handle);
  }

  int keySize() {
    return bpf_map__key_size(handle);
  }

  int valueSize() {
    return bpf_map__value_size(handle);
  }

  /** {@return the number of its key's type in the object's BTF, 0 for none} */
  int keyTypeId() {
    return bpf_map__btf_key_type_id(handle);
  }

  /** {@return the number of its value's type in the object's BTF, 0 for none} */
  int valueTypeId() {
    int type = bpf_map__btf_value_type_id(handle);
    // Load forgets it where the kernel takes none: libbpf.c, bpf_object__create_map().
    return type != 0 ? type : declaredValueType;
  }

  /**
   * {@return whether load makes it; the descriptor of one that it does not make is none of a map}
   */
  boolean isAutocreate() {
    return bpf_map__autocreate(handle);
  }

  void setAutocreate(boolean autocreate) {
    ReturnCode.check(bpf_map__set_autocreate(handle, autocreate), "set autocreate of map", name);
  }

  /** {@return how many elements it holds} */
  public long maxEntries() {
    return Integer.toUnsignedLong(bpf_map__max_entries(handle));
  }

  /** Sets how many elements it holds, 1 to 2³²−1. */
  public void setMaxEntries(long entries) {
    ReturnCode.check(
        bpf_map__set_max_entries(handle, (int) entries), "set max_entries of map", name);
  }

  /** {@return bytes of libbpf's image of a data section, or -errno} */
  public long sectionSize() {
    return lbj_section_size(handle);
  }

  /** {@return whether it is struct_ops that are to be attached with their object} */
  boolean isAttachable() {
    return bpf_map__type(handle) == BPF_MAP_TYPE_STRUCT_OPS
        && bpf_map__autoattach(handle)
        && bpf_map__fd(handle) >= 0;
  }

  /** {@return a struct bpf_link *, or -errno} */
  long attachStructOps() {
    return lbj_struct_ops_attach(handle);
  }

  public int pin(String path) {
    return bpf_map__pin(handle, path);
  }
}
