package org.libbpfjava.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapType;

/**
 * Events that programs write by {@code bpf_perf_event_output}, into a buffer for each CPU. Where
 * the kernel has ring buffers (Linux 5.8), a {@link RingBuffer} is the better choice.
 *
 * <pre>{@code
 * try (PerfBuffer events = PerfBuffer.of(object.map("events"))) {
 *   events.poll(Duration.ofMillis(100), event -> count(event.cpu(), event.getInt(0)));
 * }
 * }</pre>
 *
 * <p>The events of one CPU come in their order; there is no order between CPUs. An event that finds
 * no room is lost, and {@link #statistics} counts it. Java reads the memory that it shares with the
 * kernel: no system call, no copy and no allocation an event. Only an event that crosses the end of
 * its buffer is copied, into memory that all such events use.
 *
 * <p>The kernel makes each event 4 bytes longer than a multiple of 8, and {@link EventView#size}
 * shows those bytes too, as libbpf does: 16 bytes of a program arrive as 20.
 *
 * <p>The stream takes the elements of the map, for the CPUs that are online, and takes them out
 * again when it is closed. The reader looks for CPUs that came online when it finds no event, once
 * a second at most; what programs on them write before is refused to them. A CPU that goes offline
 * keeps its buffer. If there are fewer elements than CPUs, programs on the CPUs beyond cannot
 * write.
 *
 * @kernel 4.4
 * @libbpf struct perf_buffer
 */
public final class PerfBuffer extends PolledStream {
  final PerfCpus cpus;

  private PerfBuffer(
      SharedMemory memory, NativeResource resource, PerfCpus cpus, EventTypes types) {
    super(memory.subject(), resource, memory.epoll(), types);
    this.cpus = cpus;
  }

  /**
   * Opens the consumer of a perf buffer, with the default options.
   *
   * @param map a map of type {@code perf_event_array}
   * @return the consumer, to be closed by the caller
   * @throws IllegalArgumentException if the map is of another type
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf perf_buffer__new
   */
  public static PerfBuffer of(BpfMap map) {
    return of(map, PerfOptions.defaults());
  }

  /**
   * Opens the consumer of a perf buffer.
   *
   * @param map a map of type {@code perf_event_array}
   * @param options its size, and when it wakes
   * @return the consumer, to be closed by the caller
   * @throws IllegalArgumentException if the map is of another type, or the options do not fit this
   *     machine's pages
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf perf_buffer__new_raw
   */
  public static PerfBuffer of(BpfMap map, PerfOptions options) {
    Objects.requireNonNull(map, "map");
    return open(map, null, Objects.requireNonNull(options, "options"));
  }

  /**
   * Opens the consumer of a perf buffer whose events all have one C type, with the default options.
   *
   * @param map a map of type {@code perf_event_array}
   * @param struct the type's name, such as {@code event}: a struct, union or typedef in the BTF of
   *     the map's object
   * @return the consumer, to be closed by the caller
   * @throws NoSuchMemberException if the object has no such type
   * @throws IllegalArgumentException if the map is of another type
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf perf_buffer__new
   */
  public static PerfBuffer of(BpfMap map, String struct) {
    return of(map, struct, PerfOptions.defaults());
  }

  /**
   * Opens the consumer of a perf buffer whose events all have one C type.
   *
   * @param map a map of type {@code perf_event_array}
   * @param struct the type's name, such as {@code event}: a struct, union or typedef in the BTF of
   *     the map's object
   * @param options its size, and when it wakes
   * @return the consumer, to be closed by the caller
   * @throws NoSuchMemberException if the object has no such type
   * @throws IllegalArgumentException if the map is of another type, or the options do not fit this
   *     machine's pages
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf perf_buffer__new_raw
   */
  public static PerfBuffer of(BpfMap map, String struct, PerfOptions options) {
    Objects.requireNonNull(map, "map");
    Objects.requireNonNull(struct, "struct");
    return open(map, struct, Objects.requireNonNull(options, "options"));
  }

  private static PerfBuffer open(BpfMap map, @Nullable String struct, PerfOptions options) {
    EventTypes types = EventTypes.of(map, struct);
    checkType(map.type(), map.name());
    SharedMemory memory = new SharedMemory("perf buffer '" + map.name() + "'");
    try {
      PerfCpus cpus = map.withFd(fd -> PerfCpus.open(memory, fd, map.name(), types, options));
      NativeResource resource = new NativeResource(memory.subject(), memory);
      return new PerfBuffer(memory, resource, cpus, types);
    } catch (Throwable e) {
      memory.run();
      throw e;
    }
  }

  static void checkType(MapType type, String name) {
    if (type != MapType.PERF_EVENT_ARRAY) {
      throw new IllegalArgumentException(
          "map '"
              + name
              + "' is of type "
              + type
              + ", not perf_event_array: no perf buffer can be read");
    }
  }

  @Override
  int consume(@Nullable EventHandler handler, int limit) {
    int count = cpus.read(Objects.requireNonNull(handler, "handler"), limit);
    if (count == 0 && limit > 0) {
      cpus.lookForCpus();
    }
    return count;
  }

  @Override
  void stop() {
    cpus.stop();
  }

  /**
   * Refuses events of programs until {@link #resume}; they count as lost. What was written before
   * can be read. Any thread.
   *
   * @throws IllegalStateException if the stream is closed
   * @throws BpfException if the kernel refuses
   * @kernel 4.7, 86e7972f690c ("perf/ring_buffer: Introduce new ioctl options to pause and resume
   *     the ring-buffer")
   */
  public void pause() {
    pause(true);
  }

  /**
   * Takes events of programs again. Any thread.
   *
   * @throws IllegalStateException if the stream is closed
   * @throws BpfException if the kernel refuses
   * @kernel 4.7
   */
  public void resume() {
    pause(false);
  }

  private void pause(boolean pause) {
    resource().enter();
    try {
      cpus.pause(pause);
    } finally {
      resource().exit();
    }
  }

  /** {@return what this consumer has done so far} After close, nothing is available. Any thread. */
  public PerfBufferStatistics statistics() {
    List<PerfBufferStatistics.Cpu> each;
    if (resource().tryEnter()) {
      try {
        each = cpus.statistics(true);
      } finally {
        resource().exit();
      }
    } else {
      each = cpus.statistics(false);
    }
    return new PerfBufferStatistics(each, wakeUps());
  }
}
