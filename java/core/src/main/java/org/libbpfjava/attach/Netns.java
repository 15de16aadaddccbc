package org.libbpfjava.attach;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A network namespace. Takes programs of {@code SEC("sk_lookup")} and {@code
 * SEC("flow_dissector")}.
 *
 * @kernel 5.8 for flow dissectors, 5.9 for sk_lookup
 * @libbpf bpf_program__attach_netns
 */
public final class Netns implements AttachOptions {
  private final Path path;

  private Netns(Path path) {
    this.path = path;
  }

  /** {@return the one of the thread that attaches} */
  public static Netns current() {
    return new Netns(Path.of("/proc/thread-self/ns/net"));
  }

  /**
   * {@return the one of a file}
   *
   * @param path such as {@code /run/netns/blue} or {@code /proc/4711/ns/net}
   */
  public static Netns at(Path path) {
    return new Netns(Objects.requireNonNull(path, "path"));
  }

  /** {@return the file that stands for the namespace} */
  public Path path() {
    return path;
  }

  @Override
  public String toString() {
    return "Netns at '" + path + "'";
  }
}
