package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;

/**
 * A function of the kernel, when it is entered or when it returns. Takes programs of {@code
 * SEC("kprobe")} and {@code SEC("kretprobe")}; these options say which of the two it is.
 *
 * @libbpf bpf_program__attach_kprobe_opts
 */
public final class Kprobe implements AttachOptions {
  private final String function; // "" for an address
  private final long offset; // the address, where there is no function
  private final boolean onReturn;
  private final long cookie;
  private final ProbeMode mode;

  private Kprobe(String function, long offset, boolean onReturn, long cookie, ProbeMode mode) {
    this.function = function;
    this.offset = offset;
    this.onReturn = onReturn;
    this.cookie = cookie;
    this.mode = mode;
  }

  /**
   * {@return the entry of a function}
   *
   * @param function its name in /proc/kallsyms
   * @throws IllegalArgumentException if it is empty
   */
  public static Kprobe of(String function) {
    return new Kprobe(AttachText.checked(function, "function"), 0, false, 0, ProbeMode.AUTOMATIC);
  }

  /**
   * {@return the return of a function, a kretprobe}
   *
   * @param function its name in /proc/kallsyms
   * @throws IllegalArgumentException if it is empty
   */
  public static Kprobe ofReturn(String function) {
    return new Kprobe(AttachText.checked(function, "function"), 0, true, 0, ProbeMode.AUTOMATIC);
  }

  /**
   * {@return an instruction by its address}
   *
   * @param address as /proc/kallsyms shows it to root
   * @throws IllegalArgumentException if it is 0
   */
  public static Kprobe at(long address) {
    if (address == 0) {
      throw new IllegalArgumentException("address is 0, at which there is no function");
    }
    return new Kprobe("", address, false, 0, ProbeMode.AUTOMATIC);
  }

  /**
   * Moves the probe into the function.
   *
   * @param bytes from its first instruction to another one
   * @return the changed options
   * @throws IllegalArgumentException if it is negative, or the probe is of an address or a return
   */
  public Kprobe withOffset(long bytes) {
    AttachText.notNegative(bytes, "bytes");
    if (function.isEmpty() || onReturn) {
      throw new IllegalArgumentException(
          this + " cannot have an offset: the entry of a function can");
    }
    return new Kprobe(function, bytes, onReturn, cookie, mode);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.15
   */
  public Kprobe withCookie(long cookie) {
    return new Kprobe(function, offset, onReturn, cookie, mode);
  }

  /**
   * Says how the kernel is asked, {@link ProbeMode#AUTOMATIC} if nothing is said.
   *
   * @param mode the way
   * @return the changed options
   */
  public Kprobe withMode(ProbeMode mode) {
    return new Kprobe(function, offset, onReturn, cookie, Objects.requireNonNull(mode, "mode"));
  }

  /** {@return the function, empty for an address} */
  public Optional<String> function() {
    return function.isEmpty() ? Optional.empty() : Optional.of(function);
  }

  /** {@return bytes from the function's first instruction; without a function, the address} */
  public long offset() {
    return offset;
  }

  /** {@return whether it is a kretprobe} */
  public boolean isOnReturn() {
    return onReturn;
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  /** {@return how the kernel is asked} */
  public ProbeMode mode() {
    return mode;
  }

  @Override
  public String toString() {
    return "Kprobe " + AttachText.place(function, offset, onReturn) + AttachText.cookie(cookie);
  }
}
