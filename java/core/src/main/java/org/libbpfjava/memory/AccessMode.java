package org.libbpfjava.memory;

/**
 * How the bytes of a variable are reached. The methods are the same in each mode. Speed, atomicity,
 * and whether there are handles, differ.
 */
public enum AccessMode {
  /**
   * A copy in Java. Of a variable, before load: the kernel sees none of it yet, and reads come from
   * the object file until the section is written for the first time. Of a map's value: it stays as
   * it was.
   */
  COPY,

  /**
   * The memory that the programs themselves use, mapped into this process. An access is no system
   * call. Aligned accesses do not tear. Handles and atomic operations work.
   *
   * @kernel 5.5, mmap of array maps (commit fc9702273e2e)
   */
  MAPPED,

  /**
   * One system call for each access, on the whole section, under a lock.
   *
   * <p>Used on kernels before 5.5, for maps that somebody else made unmappable, and for sections in
   * which the kernel keeps fields of its own, such as a {@code struct bpf_spin_lock}. Such a field
   * reads as zeros, and a write leaves it alone. A write of one variable puts back the bytes of its
   * neighbours as they were read a moment before. What a program changed in between is lost.
   */
  SYSCALL,

  /**
   * Memory of a BPF arena. The kernel copies it in and out, so a page that is not there is an
   * exception and no fault. Not atomic, no handles.
   *
   * @kernel 6.9, BPF arenas (commit 317460317a02)
   */
  ARENA
}
