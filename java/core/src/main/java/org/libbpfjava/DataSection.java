package org.libbpfjava;

import java.util.List;
import java.util.function.Function;
import org.libbpfjava.internal.NativeResource;
import org.libbpfjava.internal.SectionMemory;
import org.libbpfjava.raw.bpf_map;

/**
 * A data section of a loaded object, live: the bytes that its programs read and write.
 *
 * <p>After the object is closed every method but {@link #name} and {@link #toString} throws {@link
 * IllegalStateException}. Safe on any thread.
 */
public final class DataSection {
  private final String name;
  private final SectionMemory memory;
  private final Variables variables;
  private final NativeResource owner;
  private final bpf_map map;

  DataSection(
      String name, SectionMemory memory, Variables variables, NativeResource owner, bpf_map map) {
    this.name = name;
    this.memory = memory;
    this.variables = variables;
    this.owner = owner;
    this.map = map;
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

  /** {@return how its bytes are reached} */
  public AccessMode accessMode() {
    variables.checkLive();
    return memory.accessMode();
  }

  /** {@return whether the kernel has frozen it: {@code .rodata} and {@code .kconfig}} */
  public boolean isReadOnly() {
    variables.checkLive();
    return memory.isReadOnly();
  }

  /** {@return its variables, by offset} */
  public List<GlobalVariable> variables() {
    return variables.in(name);
  }

  /**
   * Copies the whole section, piece by piece while programs may write it: not atomic.
   *
   * @return its bytes
   */
  public byte[] bytes() {
    byte[] bytes = new byte[memory.size()];
    memory.getBytes(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** Runs a native call on the section's map, with nobody freeing it meanwhile. */
  <T> T whileOpen(Function<bpf_map, T> call) {
    owner.enter();
    try {
      return call.apply(map);
    } finally {
      owner.exit();
    }
  }

  @Override
  public String toString() {
    return "section " + name + " (" + memory.size() + " bytes)";
  }
}
