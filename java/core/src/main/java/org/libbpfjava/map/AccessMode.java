package org.libbpfjava.map;

/**
 * How a variable's bytes are reached. The API is the same in each mode; speed, atomicity and
 * handles are not.
 */
public enum AccessMode {
  /**
   * A copy in Java, before load: nothing the kernel sees yet. Reads come from the object file until
   * the section is written for the first time.
   */
  COPY,

  /**
   * The very memory that the programs use, mapped: no system call, aligned accesses do not tear,
   * handles and atomic operations work.
   *
   * @kernel 5.5, mmap of array maps (commit fc9702273e2e)
   */
  MAPPED,

  /**
   * One system call for each access, on the whole section, under a lock: kernels before 5.5, maps
   * that somebody else made unmappable, and sections in which the kernel keeps fields for itself,
   * such as a {@code struct bpf_spin_lock} (read as zeros, left alone by a write). A write of one
   * variable puts the bytes of its neighbours back as they were read a moment before, so what a
   * program changed in between is lost.
   */
  SYSCALL,

  /**
   * Memory of a BPF arena, copied in and out by the kernel so that a page which is not there is an
   * exception and no fault. Not atomic, no handles.
   *
   * @kernel 6.9, BPF arenas (commit 317460317a02)
   */
  ARENA
}
