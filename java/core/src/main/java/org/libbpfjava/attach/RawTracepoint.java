package org.libbpfjava.attach;

/**
 * A tracepoint with its raw arguments. Takes programs of {@code SEC("raw_tp")} and {@code
 * SEC("raw_tp.w")}; with a section such as {@code raw_tp/sys_enter} they can go to another place
 * too.
 *
 * @kernel 4.17
 * @libbpf bpf_program__attach_raw_tracepoint_opts
 */
public final class RawTracepoint implements AttachOptions {
  private final String name;
  private final long cookie;

  private RawTracepoint(String name, long cookie) {
    this.name = name;
    this.cookie = cookie;
  }

  /**
   * {@return the tracepoint of that name}
   *
   * @param name without its category, such as {@code sched_switch}
   * @throws IllegalArgumentException if it is empty
   */
  public static RawTracepoint of(String name) {
    return new RawTracepoint(AttachText.checked(name, "name"), 0);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 6.10
   */
  public RawTracepoint withCookie(long cookie) {
    return new RawTracepoint(name, cookie);
  }

  /** {@return the tracepoint} */
  public String name() {
    return name;
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "RawTracepoint '" + name + "'" + AttachText.cookie(cookie);
  }
}
