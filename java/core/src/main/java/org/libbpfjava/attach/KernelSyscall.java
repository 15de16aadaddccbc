package org.libbpfjava.attach;

/**
 * A system call, when it begins or when it ends, on any kind of processor: libbpf knows what the
 * kernel calls the function there. Takes programs of {@code SEC("ksyscall")}, {@code
 * SEC("kretsyscall")}, {@code SEC("kprobe")} and {@code SEC("kretprobe")}; these options say which
 * of the two it is.
 *
 * <p>It needs a kernel with kprobes. Programs of 32 bits call other functions, which are not seen.
 *
 * @libbpf bpf_program__attach_ksyscall
 */
public final class KernelSyscall implements AttachOptions {
  private final String name;
  private final boolean onReturn;
  private final long cookie;

  private KernelSyscall(String name, boolean onReturn, long cookie) {
    this.name = name;
    this.onReturn = onReturn;
    this.cookie = cookie;
  }

  /**
   * {@return the beginning of a system call}
   *
   * @param name such as {@code unlinkat}, without prefix
   * @throws IllegalArgumentException if it is empty
   */
  public static KernelSyscall of(String name) {
    return new KernelSyscall(AttachText.checked(name, "name"), false, 0);
  }

  /**
   * {@return the end of a system call}
   *
   * @param name such as {@code unlinkat}, without prefix
   * @throws IllegalArgumentException if it is empty
   */
  public static KernelSyscall ofReturn(String name) {
    return new KernelSyscall(AttachText.checked(name, "name"), true, 0);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.15
   */
  public KernelSyscall withCookie(long cookie) {
    return new KernelSyscall(name, onReturn, cookie);
  }

  /** {@return the system call} */
  public String name() {
    return name;
  }

  /** {@return whether it is seen when it ends} */
  public boolean isOnReturn() {
    return onReturn;
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "KernelSyscall '"
        + name
        + "'"
        + (onReturn ? ", its return" : "")
        + AttachText.cookie(cookie);
  }
}
