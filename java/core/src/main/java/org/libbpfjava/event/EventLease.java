package org.libbpfjava.event;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads a ring buffer step by step, without a handler.
 *
 * <pre>{@code
 * try (EventLease lease = ring.lease()) {
 *   while (lease.next()) {
 *     count(lease.event().getInt(0));
 *   }
 * }
 * }</pre>
 *
 * <p>Events stay in the ring until {@link #commit} or {@link #close}: a {@link
 * EventView#asByteBuffer} of each of them is valid that long. A full ring takes no new events, so a
 * long loop should commit from time to time.
 *
 * <p>There is one lease of a stream at a time, and nobody else reads meanwhile. It may pass from
 * one thread to another, which is no two at a time.
 */
public final class EventLease implements AutoCloseable {
  private final PolledStream stream;
  private final List<Ring> rings;
  private int current;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Of a stream that was entered for it. */
  EventLease(PolledStream stream, List<Ring> rings) {
    this.stream = stream;
    this.rings = rings;
  }

  /**
   * Goes on to the next event. The one before stays in memory, and {@link #event} shows the next
   * one.
   *
   * @return false if there is no further event now, or if another thread closes the stream
   * @throws IllegalStateException if this lease is closed
   * @throws org.libbpfjava.exception.BpfException if the memory that is shared with the kernel is
   *     corrupt
   */
  public boolean next() {
    checkOpen();
    for (int tried = 0; tried < rings.size(); tried++) {
      if (rings.get(current).next()) {
        return true;
      }
      current = (current + 1) % rings.size();
    }
    return false;
  }

  /**
   * {@return the event to which {@link #next} went} Its methods throw {@link IllegalStateException}
   * before the first event, after the last one, and after {@link #commit}.
   */
  public EventView event() {
    return rings.get(current).view;
  }

  /**
   * Gives the space of all events that were read so far to the kernel, the present one included.
   *
   * @throws IllegalStateException if this lease is closed
   */
  public void commit() {
    checkOpen();
    rings.forEach(Ring::commit);
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the lease of " + stream.subject() + " is closed");
    }
  }

  /** Commits, and lets others read. A second call does nothing, on any thread. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) { // once, or it would end the lease of another
      try {
        rings.forEach(Ring::commit);
      } finally {
        stream.leave();
      }
    }
  }
}
