package org.libbpfjava.attach;

import java.util.Objects;
import org.libbpfjava.map.BpfMap;

/**
 * A map of sockets, whose data the program sees. Takes programs of {@code SEC("sk_msg")}, {@code
 * SEC("sk_skb/stream_parser")}, {@code SEC("sk_skb/stream_verdict")} and {@code
 * SEC("sk_skb/verdict")}: the section says which data. A map has one program of each.
 *
 * <p>Before Linux 6.10 the kernel has no link for it. The program is attached all the same, and
 * {@link BpfLink#close} detaches it, but the link cannot be pinned, updated or asked.
 *
 * @kernel 4.14, as a link 6.10
 * @libbpf bpf_program__attach_sockmap, bpf_prog_attach
 */
public final class Sockmap implements AttachOptions {
  private final BpfMap map;

  private Sockmap(BpfMap map) {
    this.map = map;
  }

  /**
   * {@return the sockets of a map}
   *
   * @param map one of type sockmap or sockhash; it must be open while the program is attached
   */
  public static Sockmap on(BpfMap map) {
    return new Sockmap(Objects.requireNonNull(map, "map"));
  }

  /** {@return the map} */
  public BpfMap map() {
    return map;
  }

  @Override
  public String toString() {
    return "Sockmap on map '" + map.name() + "'";
  }
}
