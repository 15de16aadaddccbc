package org.libbpfjava.internal;

import org.libbpfjava.raw.bpf_link;

/** Turns addresses that the shim returned as numbers into handles. */
public final class NativePointers {
  private NativePointers() {}

  /** {@return a link's handle} */
  public static bpf_link link(long address) {
    return new bpf_link(Native.pointer(address));
  }
}
