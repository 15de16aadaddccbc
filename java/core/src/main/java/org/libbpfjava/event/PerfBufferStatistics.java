package org.libbpfjava.event;

import java.util.List;
import java.util.Objects;

/**
 * What a perf buffer has done, at one moment. Counters are those of this consumer, and are brought
 * up to date after each batch of events.
 *
 * @param cpus the buffers, in the order of their CPUs
 * @param wakeUps how often the kernel ended a wait
 */
public record PerfBufferStatistics(List<Cpu> cpus, long wakeUps) {

  /**
   * The buffer of one CPU.
   *
   * @param cpu the CPU's number
   * @param sizeBytes bytes of the buffer
   * @param availableBytes bytes of events that were not read yet, their headers included
   * @param records events that were read
   * @param bytes their bytes, without headers
   * @param lost events that found no room, or that came while it paused. The kernel tells of them
   *     together with the next event that finds room
   * @param overwrittenBytes bytes of events that newer ones replaced before they were read; 0
   *     unless the buffer overwrites
   */
  public record Cpu(
      int cpu,
      long sizeBytes,
      long availableBytes,
      long records,
      long bytes,
      long lost,
      long overwrittenBytes) {}

  /** Takes the list as it is now. */
  public PerfBufferStatistics {
    cpus = List.copyOf(Objects.requireNonNull(cpus, "cpus"));
  }

  /** {@return events of all CPUs that were read} */
  public long records() {
    return cpus.stream().mapToLong(Cpu::records).sum();
  }

  /** {@return their bytes, without headers} */
  public long bytes() {
    return cpus.stream().mapToLong(Cpu::bytes).sum();
  }

  /** {@return events of all CPUs that were lost} */
  public long lost() {
    return cpus.stream().mapToLong(Cpu::lost).sum();
  }
}
