package org.libbpfjava.map;

/** What {@link BpfMap#update} does where the key is, or is not, in the map. */
public enum UpdateMode {
  /** Sets the value in either case: BPF_ANY. */
  ANY(0),
  /** Only where the key is not there: BPF_NOEXIST. Array elements are always there. */
  NO_EXIST(1),
  /** Only where the key is there: BPF_EXIST. */
  EXIST(2);

  private final int flag; // linux/bpf.h

  UpdateMode(int flag) {
    this.flag = flag;
  }

  /** {@return the flag that the kernel gives it} */
  public int flag() {
    return flag;
  }
}
