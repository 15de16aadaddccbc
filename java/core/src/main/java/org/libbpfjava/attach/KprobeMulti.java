package org.libbpfjava.attach;

import java.util.List;
import java.util.Optional;

/**
 * Many functions of the kernel with one link. Takes programs of {@code SEC("kprobe.multi")}, {@code
 * SEC("kretprobe.multi")} and {@code SEC("kprobe.session")}; a session runs on entry and return.
 *
 * <p>A program of {@code SEC("kprobe")} gets a single kprobe at each function, and so does one of
 * {@code kprobe.multi} where the kernel has no multi links: before Linux 5.18, or built without.
 * That takes far longer, an address cannot be probed on return, and in the last case there are no
 * cookies. The text of the link says which it is, and how long it took.
 *
 * @kernel 5.18
 * @libbpf bpf_program__attach_kprobe_multi_opts
 */
public final class KprobeMulti implements AttachOptions {
  private final ManyPlaces places;
  private final boolean onReturn;
  private final boolean unique;

  private KprobeMulti(ManyPlaces places, boolean onReturn, boolean unique) {
    this.places = places;
    this.onReturn = onReturn;
    this.unique = unique;
  }

  /**
   * {@return all functions that match a pattern}
   *
   * @param pattern in which {@code *} stands for any text and {@code ?} for a character
   * @throws IllegalArgumentException if it is empty
   */
  public static KprobeMulti matching(String pattern) {
    return new KprobeMulti(ManyPlaces.matching(pattern), false, false);
  }

  /**
   * {@return the only function that matches a pattern; the attach fails with EINVAL if there are
   * more}
   *
   * @param pattern in which {@code *} stands for any text and {@code ?} for a character
   * @throws IllegalArgumentException if it is empty
   */
  public static KprobeMulti matchingOne(String pattern) {
    return new KprobeMulti(ManyPlaces.matching(pattern), false, true);
  }

  /**
   * {@return functions by their names}
   *
   * @param functions their names in /proc/kallsyms
   * @throws IllegalArgumentException if there is none, or a name is empty
   */
  public static KprobeMulti of(List<String> functions) {
    return new KprobeMulti(ManyPlaces.of(functions), false, false);
  }

  /**
   * {@return functions by their addresses}
   *
   * @param addresses as /proc/kallsyms shows them to root
   * @throws IllegalArgumentException if there is none
   */
  public static KprobeMulti at(long... addresses) {
    return new KprobeMulti(ManyPlaces.at(addresses, "addresses"), false, false);
  }

  /**
   * Gives each function a number that bpf_get_attach_cookie() returns there.
   *
   * @param cookies as many as there are names or addresses, in their order
   * @return the changed options
   * @throws IllegalArgumentException if there are more or less, or if a pattern names the functions
   */
  public KprobeMulti withCookies(long... cookies) {
    return new KprobeMulti(places.withCookies(cookies), onReturn, unique);
  }

  /**
   * Runs the program when the functions return, as a kretprobe does.
   *
   * @return the changed options
   */
  public KprobeMulti onReturn() {
    return new KprobeMulti(places, true, unique);
  }

  /** {@return the pattern, empty where names or addresses were given} */
  public Optional<String> pattern() {
    return places.pattern.isEmpty() ? Optional.empty() : Optional.of(places.pattern);
  }

  /** {@return the names, none where a pattern or addresses were given} */
  public List<String> functions() {
    return places.names;
  }

  /** {@return the addresses, a copy; none where a pattern or names were given} */
  public long[] addresses() {
    return places.numbers.clone();
  }

  /** {@return the cookies, a copy; none unless they were set} */
  public long[] cookies() {
    return places.cookies.clone();
  }

  /** {@return whether it runs when the functions return} */
  public boolean isOnReturn() {
    return onReturn;
  }

  /** {@return whether the pattern must match one function alone} */
  public boolean isUnique() {
    return unique;
  }

  @Override
  public String toString() {
    return "KprobeMulti of " + (onReturn ? "the return of " : "") + places;
  }
}
