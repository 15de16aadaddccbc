package org.libbpfjava.event;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.BpfMap;

/**
 * Events of one or several ring buffers, which all CPUs share, in the order in which programs
 * reserved them.
 *
 * <pre>{@code
 * try (RingBuffer events = RingBuffer.of(object.map("events"))) {
 *   events.poll(Duration.ofMillis(100), event -> count(event.getInt(0)));
 * }
 * }</pre>
 *
 * <p>Java reads the memory that it shares with the kernel: no system call, no copy and no
 * allocation an event. Space goes back to the kernel after each call that reads, and meanwhile
 * whenever a quarter of the buffer was read.
 *
 * <p>A ring that was made with {@code BPF_F_RB_OVERWRITE} (Linux 6.19) drops its oldest events when
 * it is full, and so is a flight recorder: read it when something has happened. Its events are
 * copied once, into one array that all of them use.
 *
 * @kernel 5.8
 * @libbpf struct ring_buffer
 */
public final class RingBuffer extends PolledStream {
  private final List<Ring> rings;
  private final List<@Nullable EventHandler> handlers; // null where none was given
  private int next; // the ring that is read first, the reader's matter

  RingBuffer(
      SharedMemory memory,
      NativeResource resource,
      List<Ring> rings,
      List<@Nullable EventHandler> handlers,
      EventTypes types) {
    super(memory.subject(), resource, memory.epoll(), types);
    this.rings = rings;
    this.handlers = handlers;
  }

  /**
   * Opens the consumer of one ring buffer.
   *
   * @param map a map of type {@code ringbuf}
   * @return the consumer, to be closed by the caller
   * @throws IllegalArgumentException if the map is of another type, or larger than 512 MiB
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf ring_buffer__new
   */
  public static RingBuffer of(BpfMap map) {
    return builder().add(map).open();
  }

  /**
   * Opens the consumer of one ring buffer whose events all have one C type.
   *
   * @param map a map of type {@code ringbuf}
   * @param struct the type's name, such as {@code event}: a struct, union or typedef in the BTF of
   *     the map's object
   * @return the consumer, to be closed by the caller
   * @throws NoSuchMemberException if the object has no such type
   * @throws IllegalArgumentException if the map is of another type, or larger than 512 MiB
   * @throws IllegalStateException if this process has a consumer of it, or the map's owner is
   *     closed
   * @throws BpfException if the kernel refuses
   * @libbpf ring_buffer__new
   */
  public static RingBuffer of(BpfMap map, String struct) {
    return builder().add(map, struct).open();
  }

  /** {@return a builder of a consumer of several ring buffers, each with a handler of its own} */
  public static RingBufferBuilder builder() {
    return new RingBufferBuilder();
  }

  @Override
  int consume(@Nullable EventHandler handler, int limit) {
    int count = 0;
    int at = next;
    for (int tried = 0; tried < rings.size() && count < limit; tried++) {
      EventHandler taker = handler != null ? handler : handlers.get(at);
      if (taker != null) {
        count += rings.get(at).read(taker, limit - count);
      }
      at = at + 1 < rings.size() ? at + 1 : 0;
    }
    next = at; // behind the one where the limit was reached, or a busy ring would starve the others
    return count;
  }

  @Override
  void stop() {
    rings.forEach(Ring::stop);
  }

  @Override
  boolean isCaughtUp() {
    for (Ring ring : rings) {
      if (!ring.isCaughtUp()) {
        return false;
      }
    }
    return true;
  }

  /**
   * As {@link #read(EventHandler)}, with the handlers that the builder was given.
   *
   * @return how many events there were
   * @throws IllegalStateException if a ring buffer was added without a handler; if the stream is
   *     closed, or is being read
   */
  public int read() {
    checkHandlers();
    return consumeNow(null, Integer.MAX_VALUE);
  }

  /**
   * As {@link #poll(Duration, EventHandler)}, with the handlers that the builder was given.
   *
   * @param timeout how long to wait, rounded up to milliseconds
   * @return how many events there were; 0 after the time, or if another thread closes the stream
   * @throws InterruptedException if this thread is interrupted before there are events
   * @throws IllegalStateException if a ring buffer was added without a handler; if the stream is
   *     closed, or is being read
   */
  public int poll(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    checkHandlers();
    return wait(timeout, null);
  }

  /**
   * As {@link #await(EventHandler)}, with the handlers that the builder was given.
   *
   * @return how many events there were; 0 if another thread closes the stream
   * @throws InterruptedException if this thread is interrupted before there are events
   * @throws IllegalStateException if a ring buffer was added without a handler; if the stream is
   *     closed, or is being read
   */
  public int await() throws InterruptedException {
    checkHandlers();
    return wait(null, null);
  }

  /**
   * As {@link #run(EventHandler)}, with the handlers that the builder was given.
   *
   * @throws IllegalStateException if a ring buffer was added without a handler; if the stream is
   *     closed already, or is being read
   */
  public void run() {
    checkHandlers();
    runUntilClosed(null);
  }

  private void checkHandlers() {
    if (handlers.contains(null)) {
      throw new IllegalStateException(
          subject()
              + " has no handler of its own: give one to this call, or to the builder with the"
              + " map");
    }
  }

  /**
   * Reads without a handler. Until the lease is closed, nobody else reads.
   *
   * @return the lease, to be closed by the caller
   * @throws IllegalStateException if there is a lease already; if the stream is closed, or is being
   *     read
   */
  public EventLease lease() {
    enter();
    return new EventLease(this, rings);
  }

  /** {@return what this consumer has done so far} After close, nothing is available. Any thread. */
  public RingBufferStatistics statistics() {
    boolean open = resource().tryEnter();
    try {
      long size = 0;
      long available = 0;
      double lag = 0;
      long records = 0;
      long bytes = 0;
      long discarded = 0;
      long overwritten = 0;
      for (Ring ring : rings) {
        size += ring.size;
        records += ring.records();
        bytes += ring.bytes();
        discarded += ring.discarded();
        overwritten += ring.overwritten();
        if (open) {
          available += ring.available();
          lag = Math.max(lag, Math.min((double) ring.used() / ring.size, 1));
        }
      }
      return new RingBufferStatistics(
          size, available, lag, records, bytes, discarded, overwritten, wakeUps());
    } finally {
      if (open) {
        resource().exit();
      }
    }
  }
}
