package org.libbpfjava.attach;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control group of version 2, and all below it. Takes programs of {@code SEC("cgroup/…")}, {@code
 * SEC("cgroup_skb/…")}, {@code SEC("sockops")} and {@code SEC("lsm_cgroup/…")}.
 *
 * @kernel 5.7
 * @libbpf bpf_program__attach_cgroup_opts
 */
public final class Cgroup implements AttachOptions {
  private final Path path;
  private final @Nullable Order order;
  private final boolean preorder;

  private Cgroup(Path path, @Nullable Order order, boolean preorder) {
    this.path = path;
    this.order = order;
    this.preorder = preorder;
  }

  /**
   * {@return the control group of a folder}
   *
   * @param path in a file system of type cgroup2, such as {@code /sys/fs/cgroup/my.slice}
   */
  public static Cgroup at(Path path) {
    return new Cgroup(Objects.requireNonNull(path, "path"), null, false);
  }

  /**
   * Says where the program stands among others of the same type at this control group. Without it
   * the kernel puts it behind them.
   *
   * @param order its place
   * @return the changed options
   * @kernel 6.17
   */
  public Cgroup withOrder(Order order) {
    return new Cgroup(path, Objects.requireNonNull(order, "order"), preorder);
  }

  /**
   * Runs the program before those of descendants. Without it those of descendants run first.
   *
   * @return the changed options
   * @kernel 6.17
   */
  public Cgroup withPreorder() {
    return new Cgroup(path, order, true);
  }

  /** {@return the folder} */
  public Path path() {
    return path;
  }

  /** {@return the program's place among others, if it was set} */
  public Optional<Order> order() {
    return Optional.ofNullable(order);
  }

  /** {@return whether it runs before those of descendants} */
  public boolean isPreorder() {
    return preorder;
  }

  @Override
  public String toString() {
    return "Cgroup at '"
        + path
        + "'"
        + (preorder ? ", before descendants" : "")
        + (order == null ? "" : ", " + order);
  }
}
