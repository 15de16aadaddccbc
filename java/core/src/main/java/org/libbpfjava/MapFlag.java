package org.libbpfjava;

/** What a map is asked for when it is made: BPF_F_* of linux/bpf.h. */
public enum MapFlag {
  /** BPF_F_NO_PREALLOC: takes memory for an element when it is added. */
  NO_PREALLOC(1),
  /** BPF_F_RDONLY_PROG: programs may read it alone; user space writes. Linux 5.2. */
  RDONLY_PROG(1 << 7),
  /** BPF_F_WRONLY_PROG: programs may write it alone. Linux 5.2. */
  WRONLY_PROG(1 << 8),
  /** BPF_F_MMAPABLE: user space may map an array's values into its memory. Linux 5.5. */
  MMAPABLE(1 << 10);

  private final int bit;

  MapFlag(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
