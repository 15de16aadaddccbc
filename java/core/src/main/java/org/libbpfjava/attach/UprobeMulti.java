package org.libbpfjava.attach;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Many functions of a program or library in user space with one link. Takes programs of {@code
 * SEC("uprobe.multi")}, {@code SEC("uretprobe.multi")} and {@code SEC("uprobe.session")}; a session
 * runs on entry and return.
 *
 * <p>A program of {@code SEC("uprobe")} gets a single uprobe at each place, and so does one of
 * {@code uprobe.multi} before Linux 6.6. The text of the link says which it is, and how long it
 * took.
 *
 * @kernel 6.6
 * @libbpf bpf_program__attach_uprobe_multi
 */
public final class UprobeMulti implements AttachOptions {
  private final String binary;
  private final ManyPlaces places;
  private final boolean onReturn;
  private final ProcessScope scope;

  private UprobeMulti(String binary, ManyPlaces places, boolean onReturn, ProcessScope scope) {
    this.binary = binary;
    this.places = places;
    this.onReturn = onReturn;
    this.scope = scope;
  }

  private static UprobeMulti of(String binary, ManyPlaces places) {
    return new UprobeMulti(
        AttachText.checked(binary, "binary"), places, false, ProcessScope.allProcesses());
  }

  /**
   * {@return all functions that match a pattern, in all processes}
   *
   * @param binary a path, or the name of a program in PATH or of a library
   * @param pattern in which {@code *} stands for any text and {@code ?} for a character
   * @throws IllegalArgumentException if one of them is empty
   */
  public static UprobeMulti matching(String binary, String pattern) {
    return of(binary, ManyPlaces.matching(pattern));
  }

  /**
   * {@return functions by their names, in all processes}
   *
   * <p>This library looks the names up itself, in the symbol tables .symtab and .dynsym: libbpf 1.7
   * does not find names in files that have the second one alone. Of the versions of a name it takes
   * the one for programs that are linked today.
   *
   * @param binary a path, absolute or with a slash
   * @param functions their names in the symbol table
   * @throws IllegalArgumentException if it is no path, there is no function, or a name is empty
   */
  public static UprobeMulti of(String binary, List<String> functions) {
    Objects.requireNonNull(binary, "binary");
    ManyPlaces places = ManyPlaces.of(functions);
    return of(path(binary), places);
  }

  /**
   * {@return instructions by their places in the file, in all processes}
   *
   * @param binary a path, as for names
   * @param offsets bytes from the beginning of the file
   * @throws IllegalArgumentException if it is no path, there is no offset, or one is negative
   */
  public static UprobeMulti at(String binary, long... offsets) {
    ManyPlaces places = ManyPlaces.at(offsets, "offsets");
    for (long offset : places.numbers) {
      AttachText.notNegative(offset, "offsets: an offset");
    }
    return of(path(binary), places);
  }

  /** libbpf opens the file for names before it looks for it: libbpf.c, attach_uprobe_multi. */
  private static String path(String binary) {
    if (AttachText.checked(binary, "binary").indexOf('/') < 0) {
      throw new IllegalArgumentException(
          "'"
              + binary
              + "' is no path, which functions by names or offsets need: write ./"
              + binary
              + " for a file of this folder");
    }
    return binary;
  }

  /**
   * Gives each function a number that bpf_get_attach_cookie() returns there.
   *
   * @param cookies as many as there are names or offsets, in their order
   * @return the changed options
   * @throws IllegalArgumentException if there are more or less, or if a pattern names the functions
   */
  public UprobeMulti withCookies(long... cookies) {
    return new UprobeMulti(binary, places.withCookies(cookies), onReturn, scope);
  }

  /**
   * Runs the program when the functions return, as a uretprobe does.
   *
   * @return the changed options
   */
  public UprobeMulti onReturn() {
    return new UprobeMulti(binary, places, true, scope);
  }

  /**
   * Says in which processes the probes are active, all if nothing is said.
   *
   * @param scope the processes
   * @return the changed options
   */
  public UprobeMulti withScope(ProcessScope scope) {
    return new UprobeMulti(binary, places, onReturn, Objects.requireNonNull(scope, "scope"));
  }

  /** {@return the path or name of the program or library} */
  public String binary() {
    return binary;
  }

  /** {@return the pattern, empty where names or offsets were given} */
  public Optional<String> pattern() {
    return places.pattern.isEmpty() ? Optional.empty() : Optional.of(places.pattern);
  }

  /** {@return the names, none where a pattern or offsets were given} */
  public List<String> functions() {
    return places.names;
  }

  /** {@return the offsets, a copy; none where a pattern or names were given} */
  public long[] offsets() {
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

  /** {@return in which processes it is active} */
  public ProcessScope scope() {
    return scope;
  }

  @Override
  public String toString() {
    return "UprobeMulti of "
        + (onReturn ? "the return of " : "")
        + places
        + " in '"
        + binary
        + "' of "
        + scope;
  }
}
