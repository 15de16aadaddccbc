package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_link_update_map;

import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.BpfMap;

/** Gives another struct_ops map to the link of one. */
final class StructOpsMaps {
  private static final int BPF_F_LINK = 1 << 13;

  private StructOpsMaps() {}

  /**
   * Gives it; the caller is inside the link, which libbpf made of a struct_ops map.
   *
   * @param what what is tried, for messages
   * @return negative errno where it was refused
   */
  static int update(NativeLink link, BpfMap map, String what) {
    if (!(map instanceof KernelMap ours) || ours.inObject().isEmpty()) {
      throw new IllegalArgumentException(what + ": the map is of no object");
    }
    NativeObject object = ours.inObject().orElseThrow();
    NativeResource owner = object.resource();
    owner.enter();
    try {
      NativeMap found = null;
      for (NativeMap one : object.maps()) {
        if (one.name().equals(map.name())) {
          found = one;
        }
      }
      if (found == null) {
        throw new IllegalArgumentException(what + ": the object has no such map");
      }
      // libbpf would attach another one by itself before the kernel refuses the link.
      if ((found.flags() & BPF_F_LINK) == 0) {
        throw new IllegalArgumentException(what + ": the map is not in section .struct_ops.link");
      }
      // libbpf changes the link's struct, which nobody else reads while the link's lock is held.
      synchronized (owner.lock()) {
        return lbj_link_update_map(link.slot()[0], found.handle());
      }
    } finally {
      owner.exit();
    }
  }
}
