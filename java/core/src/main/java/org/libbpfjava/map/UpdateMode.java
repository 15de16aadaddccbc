package org.libbpfjava.map;

/** What {@link BpfMap#update} does, depending on whether the key is in the map. */
public enum UpdateMode {
  /** Sets the value in any case: BPF_ANY. */
  ANY(0),
  /** Sets the value only if the key is not there: BPF_NOEXIST. Array elements are always there. */
  NO_EXIST(1),
  /** Sets the value only if the key is there: BPF_EXIST. */
  EXIST(2);

  private final int flag; // linux/bpf.h

  UpdateMode(int flag) {
    this.flag = flag;
  }

  /** {@return its flag in linux/bpf.h} */
  public int flag() {
    return flag;
  }
}
