package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.libbpf.Epoll.Interest;
import org.libbpfjava.internal.libbpf.EventMapInfo;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapType;

/**
 * Collects ring buffers for one consumer, which waits for all of them at once.
 *
 * <pre>{@code
 * try (RingBuffer events =
 *     RingBuffer.builder()
 *         .add(object.map("execs"), "exec_event", this::onExec)
 *         .add(object.map("exits"), "exit_event", this::onExit)
 *         .open()) {
 *   events.run();
 * }
 * }</pre>
 *
 * <p>For one thread.
 *
 * @libbpf ring_buffer__new, ring_buffer__add
 */
public final class RingBufferBuilder {
  private record Part(BpfMap map, @Nullable String struct, @Nullable EventHandler handler) {}

  private final List<Part> parts = new ArrayList<>();
  private int releaseEvery; // 0 for a quarter of each ring

  RingBufferBuilder() {}

  /**
   * Adds a ring buffer without a handler of its own.
   *
   * @param map a map of type {@code ringbuf}
   * @return this builder
   */
  public RingBufferBuilder add(BpfMap map) {
    parts.add(new Part(Objects.requireNonNull(map, "map"), null, null));
    return this;
  }

  /**
   * Adds a ring buffer whose events all have one C type, without a handler of its own.
   *
   * @param map a map of type {@code ringbuf}
   * @param struct the type's name, such as {@code event}
   * @return this builder
   */
  public RingBufferBuilder add(BpfMap map, String struct) {
    Objects.requireNonNull(map, "map");
    parts.add(new Part(map, Objects.requireNonNull(struct, "struct"), null));
    return this;
  }

  /**
   * Adds a ring buffer with a handler of its own.
   *
   * @param map a map of type {@code ringbuf}
   * @param handler gets its events
   * @return this builder
   */
  public RingBufferBuilder add(BpfMap map, EventHandler handler) {
    Objects.requireNonNull(map, "map");
    parts.add(new Part(map, null, Objects.requireNonNull(handler, "handler")));
    return this;
  }

  /**
   * Adds a ring buffer whose events all have one C type, with a handler of its own.
   *
   * @param map a map of type {@code ringbuf}
   * @param struct the type's name, such as {@code event}
   * @param handler gets its events
   * @return this builder
   */
  public RingBufferBuilder add(BpfMap map, String struct, EventHandler handler) {
    Objects.requireNonNull(map, "map");
    Objects.requireNonNull(struct, "struct");
    parts.add(new Part(map, struct, Objects.requireNonNull(handler, "handler")));
    return this;
  }

  /**
   * Sets how much is read before space goes back to the kernel within one call. Fewer bytes leave
   * more room for programs while many events are handled; each time the kernel's processors see one
   * store more. It is a quarter of each buffer unless told.
   *
   * @param bytes 1 or more
   * @return this builder
   * @throws IllegalArgumentException if there are fewer bytes
   */
  public RingBufferBuilder releaseEvery(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("cannot give space back every " + bytes + " bytes");
    }
    releaseEvery = bytes;
    return this;
  }

  /**
   * Opens the consumer.
   *
   * @return the consumer, to be closed by the caller
   * @throws NoSuchMemberException if an object has no type of a given name
   * @throws IllegalArgumentException if a map is of another type, or larger than 512 MiB
   * @throws IllegalStateException if no map was added, if this process has a consumer of one, or if
   *     a map's owner is closed
   * @throws BpfException if the kernel refuses
   */
  public RingBuffer open() {
    if (parts.isEmpty()) {
      throw new IllegalStateException("a ring buffer's consumer needs a map: add one");
    }
    List<EventTypes> types = new ArrayList<>();
    for (Part part : parts) {
      types.add(EventTypes.of(part.map, part.struct));
    }
    List<@Nullable EventHandler> handlers = new ArrayList<>();
    List<Ring> rings = new ArrayList<>();
    for (Part part : parts) {
      checkType(part.map.type(), part.map.name());
      handlers.add(part.handler);
    }
    SharedMemory memory = new SharedMemory(subject());
    try {
      for (int i = 0; i < parts.size(); i++) {
        BpfMap map = parts.get(i).map;
        EventTypes typesOfMap = types.get(i);
        rings.add(map.withFd(fd -> open(memory, fd, map.name(), typesOfMap)));
      }
      NativeResource resource = new NativeResource(memory.subject(), memory);
      return new RingBuffer(memory, resource, rings, handlers, types.get(0));
    } catch (Throwable e) {
      memory.run();
      throw e;
    }
  }

  private String subject() {
    return parts.size() == 1
        ? "ring buffer '" + parts.get(0).map.name() + "'"
        : "ring buffers "
            + parts.stream()
                .map(part -> "'" + part.map.name() + "'")
                .collect(Collectors.joining(", "));
  }

  private static void checkType(MapType type, String name) {
    if (type != MapType.RINGBUF) {
      throw new IllegalArgumentException(
          "map '" + name + "' is of type " + type + ", not ringbuf: no ring buffer can be read");
    }
  }

  private Ring open(SharedMemory memory, int fd, String name, EventTypes types) {
    EventMapInfo info = EventMapInfo.of(fd, name);
    checkType(info.type(), name); // whatever the object says that it is
    int page = info.pageSize();
    long size = info.maxEntries();
    long mapped = 2L * page + 2 * size;
    if (mapped > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "ring buffer '"
              + name
              + "' has "
              + size
              + " bytes. Its data is mapped twice, and Java's buffers end at 2 GiB: it can have "
              + (512 << 20)
              + " at most");
    }
    memory.claim(info);
    // From the start on: the consumer's page, the producer's, and the data twice. Only the first is
    // writable for user space: kernel/bpf/ringbuf.c, ringbuf_map_mmap_kern().
    ByteBuffer consumer = memory.map(fd, 0, page, true, name);
    ByteBuffer all = memory.map(fd, 0, (int) mapped, false, name);
    ByteBuffer producer = slice(all, page, page);
    ByteBuffer data = slice(all, 2 * page, (int) (2 * size));
    memory.epoll().add(fd, Interest.READ);
    int release = releaseEvery != 0 ? releaseEvery : (int) (size / 4);
    String subject = "ring buffer '" + name + "'";
    return (info.flags() & MapFlag.RB_OVERWRITE.bit()) != 0
        ? new OverwriteRing(subject, consumer, producer, data, release, types)
        : new Ring(subject, consumer, producer, data, release, types);
  }

  private static ByteBuffer slice(ByteBuffer pages, int from, int length) {
    return pages.slice(from, length).order(ByteOrder.nativeOrder());
  }
}
