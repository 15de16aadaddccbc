package org.libbpfjava.attach;

/**
 * A tracepoint with its fields. Takes programs of {@code SEC("tracepoint")}, with or without a
 * place. libbpf looks the tracepoint up in tracefs, which must be mounted.
 *
 * @kernel 4.7
 * @libbpf bpf_program__attach_tracepoint_opts
 */
public final class Tracepoint implements AttachOptions {
  private final String category;
  private final String name;
  private final long cookie;

  private Tracepoint(String category, String name, long cookie) {
    this.category = category;
    this.name = name;
    this.cookie = cookie;
  }

  /**
   * {@return the tracepoint of that name}
   *
   * @param category such as {@code sched}
   * @param name such as {@code sched_switch}
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Tracepoint of(String category, String name) {
    return new Tracepoint(
        AttachText.checked(category, "category"), AttachText.checked(name, "name"), 0);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.15
   */
  public Tracepoint withCookie(long cookie) {
    return new Tracepoint(category, name, cookie);
  }

  /** {@return the tracepoint's category} */
  public String category() {
    return category;
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
    return "Tracepoint '" + category + "/" + name + "'" + AttachText.cookie(cookie);
  }
}
