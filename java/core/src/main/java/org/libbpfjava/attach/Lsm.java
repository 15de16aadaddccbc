package org.libbpfjava.attach;

/**
 * The security hook that a program was loaded for. Takes programs of {@code SEC("lsm/…")} and
 * {@code SEC("lsm.s/…")}. Those of {@code SEC("lsm_cgroup/…")} go by {@link Cgroup}.
 *
 * @kernel 5.7, booted with {@code bpf} among {@code lsm=}
 * @libbpf bpf_program__attach_trace_opts
 */
public final class Lsm implements AttachOptions {
  private static final Lsm PLAIN = new Lsm(0);

  private final long cookie;

  private Lsm(long cookie) {
    this.cookie = cookie;
  }

  /** {@return the hook that the program was loaded for} */
  public static Lsm atItsHook() {
    return PLAIN;
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.19
   */
  public Lsm withCookie(long cookie) {
    return new Lsm(cookie);
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "Lsm at its hook" + AttachText.cookie(cookie);
  }
}
