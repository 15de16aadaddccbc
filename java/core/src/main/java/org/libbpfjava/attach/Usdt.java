package org.libbpfjava.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.libbpfjava.internal.elf.UserBinary;

/**
 * A probe that a program or library brings along in user space. Takes programs of {@code
 * SEC("usdt")}.
 *
 * @libbpf bpf_program__attach_usdt
 */
public final class Usdt implements AttachOptions {
  /**
   * A probe of a file.
   *
   * @param provider who brings it
   * @param name the probe
   * @param places at how many places of the code it is
   */
  public record Probe(String provider, String name, int places) {
    /** Refuses null by NullPointerException. */
    public Probe {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(name, "name");
    }
  }

  private final String binary;
  private final String provider;
  private final String name;
  private final ProcessScope scope;
  private final long cookie;

  private Usdt(String binary, String provider, String name, ProcessScope scope, long cookie) {
    this.binary = binary;
    this.provider = provider;
    this.name = name;
    this.scope = scope;
    this.cookie = cookie;
  }

  /**
   * {@return a probe, in all processes}
   *
   * @param binary a path, or the name of a program in PATH or of a library, such as {@code
   *     libstdc++.so.6}
   * @param provider who brings it, such as {@code libstdcxx}
   * @param name the probe, such as {@code throw}
   * @throws IllegalArgumentException if one of them is empty
   */
  public static Usdt of(String binary, String provider, String name) {
    return new Usdt(
        AttachText.checked(binary, "binary"),
        AttachText.checked(provider, "provider"),
        AttachText.checked(name, "name"),
        ProcessScope.allProcesses(),
        0);
  }

  /**
   * Lists the probes of a program or library. It reads the file and needs no privilege.
   *
   * @param file the program or library
   * @return its probes in the order of the file, each once; none where it brings none
   * @throws UncheckedIOException if it cannot be read, or is no ELF file of 64 bits
   */
  public static List<Probe> probesOf(Path file) {
    Objects.requireNonNull(file, "file");
    Map<UserBinary.Probe, Integer> places = new LinkedHashMap<>();
    try {
      UserBinary.open(file).probes().forEach(probe -> places.merge(probe, 1, Integer::sum));
    } catch (IOException e) {
      throw new UncheckedIOException("list the probes of '" + file + "': " + e.getMessage(), e);
    }
    List<Probe> probes = new ArrayList<>();
    places.forEach((probe, count) -> probes.add(new Probe(probe.provider(), probe.name(), count)));
    return List.copyOf(probes);
  }

  /**
   * Says in which processes the probe is active, all if nothing is said.
   *
   * @param scope the processes
   * @return the changed options
   */
  public Usdt withScope(ProcessScope scope) {
    return new Usdt(binary, provider, name, Objects.requireNonNull(scope, "scope"), cookie);
  }

  /**
   * Gives the program a number that bpf_usdt_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   */
  public Usdt withCookie(long cookie) {
    return new Usdt(binary, provider, name, scope, cookie);
  }

  /** {@return the path or name of the program or library} */
  public String binary() {
    return binary;
  }

  /** {@return who brings the probe} */
  public String provider() {
    return provider;
  }

  /** {@return the probe} */
  public String name() {
    return name;
  }

  /** {@return in which processes it is active} */
  public ProcessScope scope() {
    return scope;
  }

  /** {@return what bpf_usdt_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "Usdt '"
        + provider
        + ":"
        + name
        + "' in '"
        + binary
        + "' of "
        + scope
        + AttachText.cookie(cookie);
  }
}
