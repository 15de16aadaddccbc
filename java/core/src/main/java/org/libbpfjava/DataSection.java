package org.libbpfjava;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.libbpf.NativeLog;
import org.libbpfjava.internal.libbpf.NativeMap;
import org.libbpfjava.internal.libbpf.NativeObject;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.memory.AccessMode;

/**
 * A data section of a loaded object, live: the bytes that its programs read and write.
 *
 * <p>After the object is closed, name, size and variables still answer. What reaches the bytes or
 * the kernel throws {@link IllegalStateException}. Safe on any thread.
 *
 * @kernel 5.2
 */
public final class DataSection implements VariableSection {
  private final String name;
  private final SectionMemory memory;
  private final Variables variables;
  private final NativeObject object;

  DataSection(String name, SectionMemory memory, Variables variables, NativeObject object) {
    this.name = name;
    this.memory = memory;
    this.variables = variables;
    this.object = object;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return memory.size();
  }

  /** {@return how its bytes are reached} */
  public AccessMode accessMode() {
    return memory.accessMode();
  }

  /** {@return whether the kernel has frozen it: {@code .rodata} and {@code .kconfig}} */
  public boolean isReadOnly() {
    return memory.isReadOnly();
  }

  @Override
  public List<GlobalVariable> variables() {
    return variables.in(name);
  }

  @Override
  public GlobalVariable variable(String path) {
    return variables.getIn(name, Objects.requireNonNull(path, "path"));
  }

  @Override
  public GlobalVariable variable(String path, int index) {
    return variables.getIn(name, Objects.requireNonNull(path, "path"), index);
  }

  @Override
  public Optional<GlobalVariable> findVariable(String path) {
    return variables.findIn(name, Objects.requireNonNull(path, "path"));
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

  /**
   * Keeps the section's map in a BPF file system. It outlives the object and the process there,
   * until the file is deleted. {@link OpenDataSection#reuse(Path)} takes it up again. A section has
   * one path; a second call with that path does nothing.
   *
   * @param path a new file in a BPF file system; its folder exists or can be made
   * @throws BpfException if the kernel refuses: EEXIST if the path is another file's, EINVAL if it
   *     lies in no BPF file system, EPERM if a name in it has a full stop, which these file systems
   *     do not take
   * @throws IllegalStateException if the object is closed
   * @libbpf bpf_map__pin
   */
  public void pin(Path path) {
    Objects.requireNonNull(path, "path");
    whileOpen(
        map -> {
          NativeLog.Outcome<Integer> pinned;
          synchronized (object.resource().lock()) {
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

  /** Runs a native call on the section's map; nobody can free it during the call. */
  <T> T whileOpen(Function<NativeMap, T> call) {
    object.resource().enter();
    try {
      return call.apply(object.sectionMap(name).orElseThrow());
    } finally {
      object.resource().exit();
    }
  }

  @Override
  public String toString() {
    return "section " + name + " (" + memory.size() + " bytes)";
  }
}
