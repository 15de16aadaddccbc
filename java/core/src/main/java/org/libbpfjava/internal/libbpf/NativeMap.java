package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__autoattach;
import static org.libbpfjava.raw.global.plain.bpf_map__autocreate;
import static org.libbpfjava.raw.global.plain.bpf_map__btf_key_type_id;
import static org.libbpfjava.raw.global.plain.bpf_map__btf_value_type_id;
import static org.libbpfjava.raw.global.plain.bpf_map__exclusive_program;
import static org.libbpfjava.raw.global.plain.bpf_map__fd;
import static org.libbpfjava.raw.global.plain.bpf_map__inner_map;
import static org.libbpfjava.raw.global.plain.bpf_map__is_pinned;
import static org.libbpfjava.raw.global.plain.bpf_map__key_size;
import static org.libbpfjava.raw.global.plain.bpf_map__map_extra;
import static org.libbpfjava.raw.global.plain.bpf_map__map_flags;
import static org.libbpfjava.raw.global.plain.bpf_map__max_entries;
import static org.libbpfjava.raw.global.plain.bpf_map__name;
import static org.libbpfjava.raw.global.plain.bpf_map__numa_node;
import static org.libbpfjava.raw.global.plain.bpf_map__pin;
import static org.libbpfjava.raw.global.plain.bpf_map__pin_path;
import static org.libbpfjava.raw.global.plain.bpf_map__reuse_fd;
import static org.libbpfjava.raw.global.plain.bpf_map__set_autocreate;
import static org.libbpfjava.raw.global.plain.bpf_map__set_exclusive_program;
import static org.libbpfjava.raw.global.plain.bpf_map__set_inner_map_fd;
import static org.libbpfjava.raw.global.plain.bpf_map__set_key_size;
import static org.libbpfjava.raw.global.plain.bpf_map__set_map_extra;
import static org.libbpfjava.raw.global.plain.bpf_map__set_map_flags;
import static org.libbpfjava.raw.global.plain.bpf_map__set_max_entries;
import static org.libbpfjava.raw.global.plain.bpf_map__set_numa_node;
import static org.libbpfjava.raw.global.plain.bpf_map__set_pin_path;
import static org.libbpfjava.raw.global.plain.bpf_map__set_type;
import static org.libbpfjava.raw.global.plain.bpf_map__set_value_size;
import static org.libbpfjava.raw.global.plain.bpf_map__type;
import static org.libbpfjava.raw.global.plain.bpf_map__value_size;
import static org.libbpfjava.raw.global.plain.bpf_program__name;
import static org.libbpfjava.raw.global.plain.lbj_map_id;
import static org.libbpfjava.raw.global.plain.lbj_section_size;
import static org.libbpfjava.raw.global.plain.lbj_struct_ops_attach;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_map_type_str;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.failure.ReturnCode;

/**
 * A map of an object, a data section's included, and libbpf's calls for it. It lives as long as its
 * object: the caller of each method is inside that.
 */
public final class NativeMap implements NamedMap {
  private static final int BPF_MAP_TYPE_STRUCT_OPS = 26;

  private final long handle;
  private final String name;
  private final boolean isSection;
  // Asked at open: libbpf forgets them where the kernel takes none, and replaces them by those of a
  // map that is reused.
  private final int keyTypeId;
  private final int valueTypeId;
  private @Nullable InnerShape inner; // guarded by the open phase, and fixed by load

  /** A map that the C source declares. */
  NativeMap(long handle) {
    this.handle = handle;
    this.name = Native.string(bpf_map__name(handle));
    this.isSection = false;
    this.keyTypeId = bpf_map__btf_key_type_id(handle);
    this.valueTypeId = bpf_map__btf_value_type_id(handle);
    long prototype = bpf_map__inner_map(handle); // which is gone after load
    this.inner = prototype == 0 ? null : InnerShape.of(prototype);
  }

  /** The map of a data section, whose name libbpf may have cut. */
  NativeMap(long handle, String section) {
    this.handle = handle;
    this.name = section;
    this.isSection = true;
    this.keyTypeId = 0;
    this.valueTypeId = 0;
  }

  /** {@return libbpf's own handle, a {@code struct bpf_map *}} */
  public long handle() {
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

  /** {@return the number of its key's type in the object's BTF, 0 for none or a section} */
  int keyTypeId() {
    return keyTypeId;
  }

  /** {@return the number of its value's type in the object's BTF, 0 for none or a section} */
  int valueTypeId() {
    return valueTypeId;
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

  int setType(int number) {
    return bpf_map__set_type(handle, number);
  }

  int setKeySize(int bytes) {
    return bpf_map__set_key_size(handle, bytes);
  }

  int setValueSize(int bytes) {
    return bpf_map__set_value_size(handle, bytes);
  }

  int setFlags(int bits) {
    return bpf_map__set_map_flags(handle, bits);
  }

  int numaNode() {
    return bpf_map__numa_node(handle);
  }

  int setNumaNode(int node) {
    return bpf_map__set_numa_node(handle, node);
  }

  long mapExtra() {
    return bpf_map__map_extra(handle);
  }

  int setMapExtra(long extra) {
    return bpf_map__set_map_extra(handle, extra);
  }

  /** {@return where it is or will be pinned, empty for nowhere} */
  Optional<String> pinPath() {
    String path = bpf_map__pin_path(handle);
    return path == null ? Optional.empty() : Optional.of(Native.string(path));
  }

  boolean isPinned() {
    return bpf_map__is_pinned(handle);
  }

  int setPinPath(@Nullable String path) {
    return bpf_map__set_pin_path(handle, path);
  }

  /** {@return what its inner maps are like, null where nobody said it or there are none} */
  @Nullable InnerShape inner() {
    return inner;
  }

  int setInnerMap(int fd, InnerShape shape) {
    int result = bpf_map__set_inner_map_fd(handle, fd);
    if (result >= 0) {
      inner = shape;
    }
    return result;
  }

  Optional<String> exclusiveProgram() {
    long program = bpf_map__exclusive_program(handle);
    return program == 0 ? Optional.empty() : Optional.of(Native.string(bpf_program__name(program)));
  }

  int setExclusiveProgram(NativeProgram program) {
    return bpf_map__set_exclusive_program(handle, program.handle());
  }

  int reuse(int fd) {
    return bpf_map__reuse_fd(handle, fd);
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
