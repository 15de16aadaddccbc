package org.libbpfjava;

import java.util.List;
import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.exception.ReadOnlyVariableException;

/**
 * A data section of an object that is open or loaded: its variables and its bytes. Bytes need not
 * belong to a variable. Safe on any thread.
 */
public sealed interface VariableSection permits OpenDataSection, DataSection {
  /** {@return its ELF name, such as {@code .rodata.cfg}} */
  String name();

  /** {@return its size in bytes} */
  int size();

  /**
   * A variable of this section, or a place inside one. Several sections may have a variable of one
   * name.
   *
   * @param path a name, or a path such as {@code cfg.limits[3].max}
   * @return the variable; the same instance each time
   * @throws NoSuchMemberException if the section has none; the message lists the nearest names
   * @throws IllegalArgumentException if several static variables of the section have the name;
   *     {@link #variable(String, int)} chooses one of them
   */
  GlobalVariable variable(String path);

  /**
   * One of several static variables of one name, or a place inside one.
   *
   * @param path as for {@link #variable(String)}
   * @param index the variable's place among those of its name, by offset, from 0
   * @return the variable
   * @throws NoSuchMemberException if the section has none; the message lists the nearest names
   * @throws IndexOutOfBoundsException if there are fewer of that name
   */
  GlobalVariable variable(String path, int index);

  /**
   * A variable of this section, if this build of the object has it.
   *
   * @param path as for {@link #variable(String)}
   * @return the variable, empty if the section has none of that name
   */
  Optional<GlobalVariable> findVariable(String path);

  /** {@return its variables, by offset} */
  List<GlobalVariable> variables();

  /**
   * {@return a copy of all its bytes} Programs may change some of them during the copy.
   *
   * @throws IllegalStateException if the object is closed, or was open and is loaded now
   */
  byte[] bytes();

  /**
   * Copies bytes out. They need not belong to a variable.
   *
   * @param offset bytes from the section's start
   * @param length how many bytes
   * @return a copy; programs may change some of them during the copy
   * @throws IndexOutOfBoundsException if they are not all in the section
   * @throws IllegalStateException if the object is closed, or was open and is loaded now
   */
  byte[] getBytes(int offset, int length);

  /**
   * Copies bytes in. They need not belong to a variable. Programs may see some of them before
   * others.
   *
   * @param offset bytes from the section's start
   * @param bytes the new bytes
   * @throws IndexOutOfBoundsException if they are not all in the section
   * @throws ReadOnlyVariableException if the kernel has frozen the section
   * @throws BpfException if the section's map keeps its own content
   * @throws IllegalStateException if the object is closed, or was open and is loaded now
   */
  void setBytes(int offset, byte[] bytes);
}
