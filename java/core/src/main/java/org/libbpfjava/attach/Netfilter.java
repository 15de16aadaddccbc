package org.libbpfjava.attach;

import java.util.Objects;

/**
 * A hook of netfilter in the network namespace of the attaching thread. Takes programs of {@code
 * SEC("netfilter")}.
 *
 * @kernel 6.4
 * @libbpf bpf_program__attach_netfilter
 */
public final class Netfilter implements AttachOptions {
  /** Whose packets. */
  public enum Family {
    /** Those of IPv4. */
    IPV4,
    /** Those of IPv6. */
    IPV6
  }

  /** Where on its way a packet is seen. */
  public enum Hook {
    /** When it has come in, before it is routed. */
    PRE_ROUTING,
    /** When it goes to a socket of this machine. */
    LOCAL_IN,
    /** When it goes through to another machine. */
    FORWARD,
    /** When a socket of this machine has sent it. */
    LOCAL_OUT,
    /** When it is about to leave. */
    POST_ROUTING
  }

  private final Family family;
  private final Hook hook;
  private final int priority;
  private final boolean defragmented;

  private Netfilter(Family family, Hook hook, int priority, boolean defragmented) {
    this.family = family;
    this.hook = hook;
    this.priority = priority;
    this.defragmented = defragmented;
  }

  /**
   * {@return a hook, with the priority 0 of filters}
   *
   * @param family whose packets
   * @param hook where on their way
   */
  public static Netfilter at(Family family, Hook hook) {
    return new Netfilter(
        Objects.requireNonNull(family, "family"), Objects.requireNonNull(hook, "hook"), 0, false);
  }

  /**
   * Says where the program stands among others at the hook: the lowest number runs first.
   *
   * @param priority any but the lowest and the highest int, which the kernel keeps for itself
   * @return the changed options
   * @throws IllegalArgumentException if it is one of these two
   */
  public Netfilter withPriority(int priority) {
    if (priority == Integer.MIN_VALUE || priority == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the priority " + priority + " is the kernel's own: take one in between");
    }
    return new Netfilter(family, hook, priority, defragmented);
  }

  /**
   * Shows the program whole packets in place of fragments. The priority must be above -400, at
   * which the kernel puts them together.
   *
   * @return the changed options
   * @kernel 6.6
   */
  public Netfilter withDefragmentation() {
    return new Netfilter(family, hook, priority, true);
  }

  /** {@return whose packets} */
  public Family family() {
    return family;
  }

  /** {@return where on their way} */
  public Hook hook() {
    return hook;
  }

  /** {@return the place among others, the lowest number first} */
  public int priority() {
    return priority;
  }

  /** {@return whether the program sees whole packets in place of fragments} */
  public boolean isDefragmented() {
    return defragmented;
  }

  @Override
  public String toString() {
    return "Netfilter at "
        + family
        + " "
        + hook
        + ", priority "
        + priority
        + (defragmented ? ", defragmented" : "");
  }
}
