package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A function of a program or library in user space, when it is entered or when it returns. Takes
 * programs of {@code SEC("uprobe")} and {@code SEC("uretprobe")}; these options say which of the
 * two it is.
 *
 * @libbpf bpf_program__attach_uprobe_opts
 */
public final class Uprobe implements AttachOptions {
  private final String binary;
  private final String function; // "" for an offset in the file
  private final long offset;
  private final boolean onReturn;
  private final ProcessScope scope;
  private final long referenceCounter; // 0 for none
  private final long cookie;
  private final ProbeMode mode;

  private Uprobe(
      String binary,
      String function,
      long offset,
      boolean onReturn,
      ProcessScope scope,
      long referenceCounter,
      long cookie,
      ProbeMode mode) {
    this.binary = binary;
    this.function = function;
    this.offset = offset;
    this.onReturn = onReturn;
    this.scope = scope;
    this.referenceCounter = referenceCounter;
    this.cookie = cookie;
    this.mode = mode;
  }

  private static Uprobe of(String binary, String function, long offset, boolean onReturn) {
    return new Uprobe(
        AttachText.checked(binary, "binary"),
        function,
        offset,
        onReturn,
        ProcessScope.allProcesses(),
        0,
        0,
        ProbeMode.AUTOMATIC);
  }

  /**
   * {@return the entry of a function, in all processes}
   *
   * @param binary a path, or the name of a program in PATH or of a library, such as {@code
   *     libc.so.6}
   * @param function its name in the symbol table, {@code malloc} or {@code malloc@GLIBC_2.2.5}
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Uprobe of(String binary, String function) {
    return of(binary, AttachText.checked(function, "function"), 0, false);
  }

  /**
   * {@return the return of a function, in all processes: a uretprobe}
   *
   * @param binary a path, or the name of a program in PATH or of a library
   * @param function its name in the symbol table
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Uprobe ofReturn(String binary, String function) {
    return of(binary, AttachText.checked(function, "function"), 0, true);
  }

  /**
   * {@return an instruction by its place in the file, in all processes}
   *
   * @param binary a path, or the name of a program in PATH or of a library
   * @param offset bytes from the beginning of the file
   * @throws IllegalArgumentException if the name is empty or the offset negative
   */
  public static Uprobe at(String binary, long offset) {
    return of(binary, "", AttachText.notNegative(offset, "offset"), false);
  }

  /**
   * Moves the probe into the function.
   *
   * @param bytes from its first instruction to another one
   * @return the changed options
   * @throws IllegalArgumentException if it is negative, or the probe is of a file's offset
   */
  public Uprobe withOffset(long bytes) {
    AttachText.notNegative(bytes, "bytes");
    if (function.isEmpty()) {
      throw new IllegalArgumentException(this + " has an offset already");
    }
    return new Uprobe(binary, function, bytes, onReturn, scope, referenceCounter, cookie, mode);
  }

  /**
   * Says in which processes the probe is active, all if nothing is said.
   *
   * @param scope the processes
   * @return the changed options
   */
  public Uprobe withScope(ProcessScope scope) {
    Objects.requireNonNull(scope, "scope");
    return new Uprobe(binary, function, offset, onReturn, scope, referenceCounter, cookie, mode);
  }

  /**
   * Names a counter in the binary that the kernel raises while the probe is active, as programs
   * with costly probes have one.
   *
   * @param offset bytes from the beginning of the file
   * @return the changed options
   * @throws IllegalArgumentException if it is less than 1
   * @kernel 4.20
   */
  public Uprobe withReferenceCounter(long offset) {
    if (offset < 1) {
      throw new IllegalArgumentException("no counter can be at offset " + offset);
    }
    return new Uprobe(binary, function, this.offset, onReturn, scope, offset, cookie, mode);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.15
   */
  public Uprobe withCookie(long cookie) {
    return new Uprobe(binary, function, offset, onReturn, scope, referenceCounter, cookie, mode);
  }

  /**
   * Says how the kernel is asked, {@link ProbeMode#AUTOMATIC} if nothing is said.
   *
   * @param mode the way
   * @return the changed options
   */
  public Uprobe withMode(ProbeMode mode) {
    Objects.requireNonNull(mode, "mode");
    return new Uprobe(binary, function, offset, onReturn, scope, referenceCounter, cookie, mode);
  }

  /** {@return the path or name of the program or library} */
  public String binary() {
    return binary;
  }

  /** {@return the function, empty for an offset in the file} */
  public Optional<String> function() {
    return function.isEmpty() ? Optional.empty() : Optional.of(function);
  }

  /** {@return bytes from the function's first instruction; without a function, from the file's} */
  public long offset() {
    return offset;
  }

  /** {@return whether it is a uretprobe} */
  public boolean isOnReturn() {
    return onReturn;
  }

  /** {@return in which processes it is active} */
  public ProcessScope scope() {
    return scope;
  }

  /** {@return where its counter is in the file, if it was set} */
  public OptionalLong referenceCounter() {
    return referenceCounter == 0 ? OptionalLong.empty() : OptionalLong.of(referenceCounter);
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
    return "Uprobe "
        + AttachText.place(function, offset, onReturn)
        + " in '"
        + binary
        + "' of "
        + scope
        + AttachText.cookie(cookie);
  }
}
