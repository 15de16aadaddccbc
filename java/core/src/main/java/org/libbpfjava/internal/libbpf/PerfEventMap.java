package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_duplicate;
import static org.libbpfjava.raw.global.plain.lbj_map_delete;
import static org.libbpfjava.raw.global.plain.lbj_perf_open;
import static org.libbpfjava.raw.global.plain.libbpf_num_possible_cpus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.ReturnCode;

/**
 * A map of type perf_event_array, whose element for each CPU is the perf event to which programs on
 * that CPU write.
 *
 * <p>The map is held by a descriptor of its own. It is the same open file as the owner's: the
 * kernel takes elements out when the file that they were set through is closed.
 * kernel/bpf/arraymap.c, perf_event_fd_array_release().
 */
public final class PerfEventMap {
  private final Descriptors descriptors;
  private final int fd;
  private final String name;
  private final int size;

  private PerfEventMap(Descriptors descriptors, int fd, String name, int size) {
    this.descriptors = descriptors;
    this.fd = fd;
    this.name = name;
    this.size = size;
  }

  /**
   * Takes hold of a map.
   *
   * @param descriptors get its descriptor and those of its events
   * @param fd the owner's descriptor, open during the call
   * @param name the map's name, for messages
   * @param entries the map's elements
   */
  public static PerfEventMap of(Descriptors descriptors, int fd, String name, long entries) {
    int[] place = descriptors.reserve();
    Reclaim.retry(() -> place[0] = lbj_duplicate(fd));
    ReturnCode.check(place[0], "duplicate the descriptor of map", name);
    int cpus = ReturnCode.check(libbpf_num_possible_cpus(), "count the CPUs for map", name);
    return new PerfEventMap(descriptors, place[0], name, (int) Math.min(cpus, entries));
  }

  /** {@return how many CPUs can have an element, from CPU 0 on} As libbpf's perf_buffer__new(). */
  public int size() {
    return size;
  }

  /**
   * Opens the event of one CPU. Programs do not write to it before {@link PerfEvent#start}.
   *
   * @param wakeUp after how many samples, or bytes, it wakes
   * @param inBytes whether these are bytes
   * @param backward whether it overwrites its oldest samples
   * @return the event, null if the CPU is offline
   */
  public @Nullable PerfEvent open(int cpu, int wakeUp, boolean inBytes, boolean backward) {
    int[] place = descriptors.reserve();
    Reclaim.retry(() -> place[0] = lbj_perf_open(cpu, wakeUp, inBytes ? 1 : 0, backward ? 1 : 0));
    if (place[0] == -Errno.ENODEV) {
      descriptors.release(place);
      return null;
    }
    ReturnCode.check(place[0], "open the perf event of CPU " + cpu + " for map", name);
    return new PerfEvent(this, cpu, place);
  }

  /** Takes all elements out, as far as there are some. */
  public void clear() {
    for (int cpu = 0; cpu < size; cpu++) {
      lbj_map_delete(fd, bytes(cpu)); // ENOENT where there is none
    }
  }

  Descriptors descriptors() {
    return descriptors;
  }

  int fd() {
    return fd;
  }

  String name() {
    return name;
  }

  static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
  }
}
