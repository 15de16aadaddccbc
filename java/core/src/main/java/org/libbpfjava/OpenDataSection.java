package org.libbpfjava;

import java.util.List;
import org.libbpfjava.internal.CopySectionMemory;

/**
 * A data section of an object that is not loaded yet: {@code .data}, {@code .rodata}, {@code .bss}
 * or one of their custom-named kin.
 *
 * <p>Goes by its ELF name. Reads come from the object file until the first write, which takes one
 * working copy; a section that nobody writes costs nothing. After load every method but {@link
 * #name} and {@link #toString} throws {@link IllegalStateException}. Safe on any thread.
 */
public final class OpenDataSection {
  private final String name;
  private final CopySectionMemory memory;
  private final Variables variables;

  OpenDataSection(String name, CopySectionMemory memory, Variables variables) {
    this.name = name;
    this.memory = memory;
    this.variables = variables;
  }

  /** {@return the ELF name, such as {@code .rodata.cfg}} */
  public String name() {
    return name;
  }

  /** {@return bytes in the section} */
  public int size() {
    variables.checkLive();
    return memory.size();
  }

  /** {@return its variables, by offset} */
  public List<GlobalVariable> variables() {
    return variables.in(name);
  }

  /** {@return a copy of its bytes as they would be loaded now} */
  public byte[] bytes() {
    byte[] bytes = new byte[memory.size()];
    memory.getBytes(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** {@return whether any byte differs from the object file's} */
  public boolean isChanged() {
    return memory.isChanged(0, memory.size());
  }

  /** {@return the variables whose bytes differ from the object file's, by offset} */
  public List<GlobalVariable> changes() {
    return variables().stream()
        .filter(variable -> memory.isChanged(variable.offset(), variable.size()))
        .toList();
  }

  /** Puts the object file's bytes back. */
  public void reset() {
    memory.reset(0, memory.size());
  }

  @Override
  public String toString() {
    return "section " + name + " (" + memory.size() + " bytes)";
  }
}
