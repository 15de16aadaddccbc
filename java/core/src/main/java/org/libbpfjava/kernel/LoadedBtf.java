package org.libbpfjava.kernel;

import java.util.Objects;
import java.util.function.IntFunction;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfLoadException;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.libbpf.OpenedBtf;

/**
 * Type information (BTF) that the kernel holds: its own, that of a module, of a loaded object, or
 * one that was made in Java.
 *
 * <pre>{@code
 * try (LoadedBtf loaded = LoadedBtf.load(types.build("tasks"))) {
 *   System.out.println(loaded.id() + ": " + loaded.info().size() + " bytes");
 * }
 * }</pre>
 *
 * <p>The kernel holds it as long as this is open, or a program or map that was made with it exists.
 * {@link #info} and {@link #id} go on answering after {@link #close}; what asks the kernel throws
 * {@link IllegalStateException} then. Calls that are in the kernel at that moment finish first.
 * Safe on any thread.
 *
 * @libbpf btf__load_into_kernel, btf__load_from_kernel_by_id
 */
public final class LoadedBtf implements AutoCloseable {
  private final OpenedBtf opened;
  private final BtfInfo info;

  private LoadedBtf(OpenedBtf opened) {
    this.opened = opened;
    this.info = BtfInfo.of(opened.facts());
  }

  /**
   * Opens type information by the kernel's number of it, which {@link Kernel#btfObjects}, {@link
   * org.libbpfjava.map.MapInfo#btfId} and {@code bpftool btf} tell.
   *
   * @param id the number
   * @return the handle, to be closed by the caller
   * @throws BpfPermissionException if the process lacks CAP_SYS_ADMIN
   * @throws BpfException if there is none with that number, ENOENT, or the kernel refuses
   * @kernel 4.18, 78958fca7ead ("bpf: btf: Introduce BTF ID")
   * @libbpf bpf_btf_get_fd_by_id
   */
  public static LoadedBtf open(int id) {
    return new LoadedBtf(OpenedBtf.byId(id));
  }

  /**
   * Gives types to the kernel, which checks them. In a user namespace of the process's own it takes
   * the first BPF token that it gets.
   *
   * @param types types that stand alone, in this machine's byte order, such as {@link
   *     org.libbpfjava.btf.BtfBuilder} makes; no more than 16 MiB
   * @return the handle, to be closed by the caller
   * @throws IllegalArgumentException if they go on from other types (split BTF)
   * @throws BtfLoadException if the kernel does not take them; it has the kernel's log
   * @throws BpfPermissionException if the process lacks a capability
   * @kernel 4.18, 69b693f0aefa ("bpf: btf: Introduce BPF Type Format (BTF)"); some kinds of types
   *     are newer
   * @libbpf bpf_btf_load
   */
  public static LoadedBtf load(Btf types) {
    return new LoadedBtf(OpenedBtf.load(Objects.requireNonNull(types, "types")));
  }

  /** {@return the kernel's number of it} */
  public int id() {
    return info.id();
  }

  /** {@return what the kernel said about it when it was opened, which never changes} */
  public BtfInfo info() {
    return info;
  }

  /**
   * Reads the types. Those of a module go on from the kernel's, which are read too; for several
   * modules read the kernel's once, and use {@link #types(Btf)}.
   *
   * @return the types, which stay when this is closed
   * @throws IllegalStateException if this is closed
   * @throws BpfException if the kernel refuses
   * @throws InvalidBpfObjectException if this library does not understand them
   * @libbpf bpf_btf_get_info_by_fd
   */
  public Btf types() {
    return info.origin() == BtfInfo.Origin.MODULE
        ? types(Btf.ofKernel())
        : Btf.parse(toString(), opened.bytes());
  }

  /**
   * Reads the types of a module.
   *
   * @param kernel what {@link Btf#ofKernel} has given
   * @return the types, those of the kernel among them
   * @throws IllegalArgumentException if they are no module's, and so go on from no others
   * @throws IllegalStateException if this is closed
   * @throws BpfException if the kernel refuses
   * @throws InvalidBpfObjectException if they do not go on from these
   * @libbpf bpf_btf_get_info_by_fd
   */
  public Btf types(Btf kernel) {
    Objects.requireNonNull(kernel, "kernel");
    if (info.origin() != BtfInfo.Origin.MODULE) {
      throw new IllegalArgumentException(
          this + " stands alone: only a module's goes on from others");
    }
    return Btf.parse(toString(), opened.bytes(), kernel);
  }

  /**
   * Lends the kernel's descriptor to other libraries or the raw binding. Nothing can close it while
   * {@code use} runs.
   *
   * @param use what to do with the descriptor; it must neither close it nor keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if this is closed
   * @libbpf btf__fd
   */
  public <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    opened.resource().enter();
    try {
      return use.apply(opened.fd());
    } finally {
      opened.resource().exit();
    }
  }

  /** Closes the handle. A second call does nothing. */
  @Override
  public void close() {
    opened.resource().close();
  }

  /** {@return its number, and its name if it has one} */
  @Override
  public String toString() {
    return "BTF with id "
        + Integer.toUnsignedString(info.id())
        + (info.name().isEmpty() ? "" : " (" + info.name() + ")");
  }
}
