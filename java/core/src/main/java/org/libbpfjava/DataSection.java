package org.libbpfjava;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.libbpf.NativeLog;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.map.AccessMode;

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
  private final NativeMap map;

  DataSection(
      String name, SectionMemory memory, Variables variables, NativeResource owner, NativeMap map) {
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

  /**
   * Keeps the section's map in a BPF file system, where it outlives object and process until the
   * file is deleted. {@link OpenDataSection#reuse(Path)} goes on with it. Again at the same path
   * does nothing; a section has one path.
   *
   * @param path a new file; its folder exists or can be made, in a BPF file system
   * @throws BpfException EEXIST if another file is there, EINVAL if no BPF file system is there,
   *     EPERM if a name in the path has a full stop, which these file systems do not take
   * @libbpf bpf_map__pin
   */
  public void pin(Path path) {
    whileOpen(
        map -> {
          NativeLog.Outcome<Integer> pinned;
          synchronized (owner.lock()) {
            pinned = NativeLog.collect(() -> map.pin(path.toString()));
          }
          pinned.log().forwardQuietly();
          if (pinned.result() < 0) {
            throw PinFailure.cannotPin(
                "pin section '" + name + "' at '" + path + "'",
                path,
                -pinned.result(),
                FailureMessages.of(pinned.log().messages()));
          }
          return pinned.result();
        });
  }

  /** Runs a native call on the section's map, with nobody freeing it meanwhile. */
  <T> T whileOpen(Function<NativeMap, T> call) {
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
