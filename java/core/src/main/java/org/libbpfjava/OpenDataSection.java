package org.libbpfjava;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.map.AccessMode;

/**
 * A data section of an object that is not loaded yet: {@code .data}, {@code .rodata}, {@code .bss}
 * or one of their custom-named kin.
 *
 * <p>Goes by its ELF name. Reads come from the object file until the first write, which takes one
 * working copy; a section that nobody writes costs nothing. After load name and size still answer;
 * every other method throws {@link IllegalStateException}. Safe on any thread.
 */
public final class OpenDataSection implements VariableSection {
  private final String name;
  private final CopySectionMemory memory;
  private final OpenSections owner;

  OpenDataSection(String name, CopySectionMemory memory, OpenSections owner) {
    this.name = name;
    this.memory = memory;
    this.owner = owner;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return memory.size();
  }

  @Override
  public List<GlobalVariable> variables() {
    return owner.variables().in(name);
  }

  @Override
  public GlobalVariable variable(String path) {
    return owner.variables().getIn(name, Objects.requireNonNull(path, "path"));
  }

  @Override
  public GlobalVariable variable(String path, int index) {
    return owner.variables().getIn(name, Objects.requireNonNull(path, "path"), index);
  }

  @Override
  public Optional<GlobalVariable> findVariable(String path) {
    return owner.variables().findIn(name, Objects.requireNonNull(path, "path"));
  }

  @Override
  public byte[] bytes() {
    return new SectionBytes(name, memory).get(0, memory.size());
  }

  @Override
  public byte[] getBytes(int offset, int length) {
    return new SectionBytes(name, memory).get(offset, length);
  }

  @Override
  public void setBytes(int offset, byte[] bytes) {
    new SectionBytes(name, memory).set(offset, bytes);
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

  /**
   * Sets every byte of the section, those between variables too.
   *
   * @param value what each byte becomes
   */
  public void fill(byte value) {
    memory.fill(0, memory.size(), value);
  }

  /**
   * Gives the section another size, from that in the object file up. Its last variable grows with
   * it where that is an array whose elements fill the size exactly; otherwise the new bytes belong
   * to no variable, and the kernel's map has no type information. The size that was set last
   * counts, so any of them can be taken back. What was written within both sizes stays; new bytes
   * are zero.
   *
   * <p>Variables that were got before keep their place and the length that they had: get the array
   * again for the other one. libbpf learns the size at load, which fails where there is no memory.
   *
   * @param sizeBytes the new size in bytes, not below that in the object file
   * @return whether the section has type information at this size, and its last variable all of it;
   *     false for an object without BTF too
   * @throws IllegalArgumentException if it is smaller than in the object file; the message names
   *     the variable that would be cut
   * @throws BpfException if the section lies in an arena, or its map exists already
   * @libbpf bpf_map__set_value_size
   */
  public boolean resize(int sizeBytes) {
    return owner.resize(name, sizeBytes);
  }

  /**
   * Shares the section with an object that is loaded already: both work on the same memory. The map
   * keeps the content that it has, so from here on writing throws, and reads before load show the
   * object file's values still.
   *
   * @param other a section of the same size and kind, frozen or not, that is no arena's
   * @throws IllegalArgumentException if it has another size or kind
   * @throws IllegalStateException if this section has been changed, or the other object is closed
   * @libbpf bpf_map__reuse_fd
   */
  public void reuse(DataSection other) {
    owner.reuse(name, Objects.requireNonNull(other, "other"));
  }

  /**
   * Goes on with a section that another process, or an earlier run of this one, has pinned. The map
   * keeps the content that it has, so from here on writing throws, and reads before load show the
   * object file's values still.
   *
   * <p>Whoever made the map may have made it without BPF_F_MMAPABLE: it is reached by {@link
   * AccessMode#SYSCALL} after load then. If it is frozen, it is read-only.
   *
   * @param pinned a file in a BPF file system: made by {@link DataSection#pin}, by bpftool, or by
   *     any other loader
   * @throws IllegalArgumentException if it is no map of this size and kind; the message says what
   *     it is
   * @throws BpfException if there is no such file
   * @throws IllegalStateException if this section has been changed
   * @libbpf bpf_obj_get, bpf_map__reuse_fd
   */
  public void reuse(Path pinned) {
    owner.reuse(name, Objects.requireNonNull(pinned, "pinned"));
  }

  @Override
  public String toString() {
    return "section " + name + " (" + memory.size() + " bytes)";
  }
}
