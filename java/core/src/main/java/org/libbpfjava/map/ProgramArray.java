package org.libbpfjava.map;

import java.util.OptionalInt;
import org.libbpfjava.exception.BpfException;

/**
 * Programs by index, which others call by {@code bpf_tail_call}.
 *
 * <p>The kernel keeps a program as long as it is in the array. It empties the array when nobody in
 * user space has it any more, not as descriptor and not pinned, even if programs still use it.
 *
 * <p>All methods may be called on any thread, and throw {@link IllegalStateException} after the
 * map's owner is closed.
 *
 * @see BpfMap#programs
 */
public interface ProgramArray {
  /** {@return the map itself} */
  BpfMap map();

  /**
   * Puts a program at an index, in the place of one that is there.
   *
   * @param index 0 to {@link BpfMap#maxEntries} − 1
   * @param program the program, of an object or a scope, whichever it is
   * @throws IllegalStateException if the program's owner is closed
   * @throws BpfException E2BIG if the index is too large or negative; EINVAL if the program is not
   *     like those that call it, which have to be of one type
   * @libbpf bpf_map_update_elem
   */
  void put(int index, ProgramReference program);

  /**
   * Empties an index. A tail call of it fails then, and the program that made it goes on.
   *
   * @param index 0 to {@link BpfMap#maxEntries} − 1
   * @return whether a program was there
   * @throws BpfException E2BIG if the index is too large or negative
   * @libbpf bpf_map_delete_elem
   */
  boolean remove(int index);

  /**
   * {@return the kernel's number of the program at an index, empty if there is none}
   *
   * @param index from 0 on
   * @kernel 4.13
   * @libbpf bpf_map_lookup_elem_flags
   */
  OptionalInt id(int index);
}
