package org.libbpfjava;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.memory.CopySectionMemory;
import org.libbpfjava.memory.AccessMode;

/**
 * A data section of an object that is not loaded yet: {@code .data}, {@code .rodata}, {@code .bss},
 * or one with a name of its own such as {@code .data.cfg}.
 *
 * <p>It goes by its ELF name. Reads come from the object file until the first write, which takes
 * one working copy. A section that nobody writes costs nothing. After load or close, name and size
 * still answer, and every other method throws {@link IllegalStateException}. Safe on any thread.
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
   * Sets every byte of the section, also those between variables.
   *
   * @param value what each byte becomes
   */
  public void fill(byte value) {
    memory.fill(0, memory.size(), value);
  }

  /**
   * Gives the section another size, which is not smaller than in the object file.
   *
   * <p>If the section's last variable is an array whose elements fill the new size exactly, the
   * array grows with the section. Otherwise the new bytes belong to no variable, and the kernel's
   * map has no type information. The last call counts, so a size can be taken back. Bytes that were
   * written and lie within both sizes stay. New bytes are zero.
   *
   * <p>A variable that was looked up before keeps its place and its old length. Look up the array
   * again for the new length. libbpf learns the size at load; the load fails if there is no memory
   * for it.
   *
   * @param sizeBytes the new size in bytes
   * @return whether the section has type information at this size, and its last variable reaches to
   *     the end; false for an object without BTF
   * @throws IllegalArgumentException if the size is smaller than in the object file; the message
   *     names the variable that would be cut
   * @throws BpfException if the section lies in an arena, or its map exists already
   * @libbpf bpf_map__set_value_size
   */
  public boolean resize(int sizeBytes) {
    return owner.resize(name, sizeBytes);
  }

  /**
   * Shares the section with an object that is loaded already. Both work on the same memory. The map
   * keeps its content. From here on writing throws, and reads before load still show the object
   * file's values.
   *
   * @param other a section of the same size and kind, frozen or not; not one of an arena
   * @throws IllegalArgumentException if it has another size or kind
   * @throws IllegalStateException if this section has been changed, or the other object is closed
   * @libbpf bpf_map__reuse_fd
   */
  public void reuse(DataSection other) {
    owner.reuse(name, Objects.requireNonNull(other, "other"));
  }

  /**
   * Takes up a section that was pinned by another process, or by an earlier run of this one. The
   * map keeps its content. From here on writing throws, and reads before load still show the object
   * file's values.
   *
   * <p>If the map was made without BPF_F_MMAPABLE, it is reached by {@link AccessMode#SYSCALL}
   * after load. If it is frozen, it is read-only.
   *
   * @param pinned a file in a BPF file system, made by {@link DataSection#pin}, by bpftool or by
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
