package org.libbpfjava.internal.libbpf;

import org.bytedeco.javacpp.Pointer;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.raw.bpf_program;

/**
 * Handles for those who call libbpf themselves, by the typed binding. This library itself has
 * addresses, so that a program which lends no handle never starts JavaCPP.
 */
public final class TypedHandles {
  private TypedHandles() {}

  /** {@return the handle of an object} */
  public static bpf_object object(long address) {
    return new bpf_object(pointer(address));
  }

  /** {@return the handle of a program} */
  public static bpf_program program(long address) {
    return new bpf_program(pointer(address));
  }

  private static Pointer pointer(long address) {
    Presets.loadTyped(); // before JavaCPP's own classes are used
    return new Address(address);
  }

  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
