package org.libbpfjava.attach;

/**
 * The kernel function or typed tracepoint that a program was loaded for. Takes programs of {@code
 * SEC("fentry/…")}, {@code fexit}, {@code fmod_ret} and {@code tp_btf}. Their place is fixed when
 * they are loaded, and a cookie is all that is left to say.
 *
 * @kernel 5.5
 * @libbpf bpf_program__attach_trace_opts
 */
public final class Trace implements AttachOptions {
  private static final Trace PLAIN = new Trace(0);

  private final long cookie;

  private Trace(long cookie) {
    this.cookie = cookie;
  }

  /** {@return the place that the program was loaded for} */
  public static Trace atItsTarget() {
    return PLAIN;
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.19
   */
  public Trace withCookie(long cookie) {
    return new Trace(cookie);
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "Trace at its target" + AttachText.cookie(cookie);
  }
}
