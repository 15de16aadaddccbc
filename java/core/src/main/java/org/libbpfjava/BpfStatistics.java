package org.libbpfjava;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.internal.libbpf.RunTimeStatistics;
import org.libbpfjava.internal.lifetime.NativeResource;

/**
 * Makes the kernel count the runs of all programs and their time, until it is closed. {@link
 * ProgramInfo#runCount} and {@link ProgramInfo#runTime} grow meanwhile. Each run costs some ten
 * nanoseconds more.
 *
 * <pre>{@code
 * try (BpfStatistics statistics = BpfStatistics.enable()) {
 *   Thread.sleep(1000);
 *   System.out.println(program.info().runCount());
 * }
 * }</pre>
 *
 * <p>The kernel counts as long as anybody has asked it to: another process, another of these, or
 * the sysctl kernel.bpf_stats_enabled. Safe on any thread.
 *
 * @libbpf bpf_enable_stats
 */
public final class BpfStatistics implements AutoCloseable {
  private final NativeResource resource;

  private BpfStatistics(NativeResource resource) {
    this.resource = resource;
  }

  /**
   * Makes the kernel count.
   *
   * @return what ends it, to be closed by the caller
   * @throws BpfNotSupportedException if this kernel is older than Linux 5.8
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException if the kernel refuses; EPERM if the process lacks CAP_SYS_ADMIN
   * @kernel 5.8, d46edd671a14 ("bpf: Sharing bpf runtime stats with BPF_ENABLE_STATS")
   * @libbpf bpf_enable_stats
   */
  public static BpfStatistics enable() {
    return new BpfStatistics(RunTimeStatistics.enable());
  }

  /** {@return whether it has not been closed} */
  public boolean isOpen() {
    return !resource.isClosed();
  }

  /** Asks the kernel no more to count. A second call does nothing. */
  @Override
  public void close() {
    resource.close();
  }

  @Override
  public String toString() {
    return "run time statistics" + (isOpen() ? "" : " (closed)");
  }
}
