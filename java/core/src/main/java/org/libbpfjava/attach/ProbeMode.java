package org.libbpfjava.attach;

/**
 * How the kernel is asked for a probe.
 *
 * @libbpf enum probe_attach_mode
 */
public enum ProbeMode {
  /** The newest way that this kernel has. */
  AUTOMATIC,
  /** By a file of tracefs. */
  LEGACY,
  /** By perf_event_open(2). */
  PERF,
  /** By a link of BPF, which is what cookies need. */
  LINK
}
