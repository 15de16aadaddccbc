package org.libbpfjava.event;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapType;

/**
 * Events that BPF programs write and this process reads: a {@link RingBuffer} or a {@link
 * PerfBuffer}, with one kind of handler for both.
 *
 * <p>Reading makes no system call and allocates nothing. Only a wait is one system call.
 *
 * <p>One thread reads at a time; a second one gets an {@link IllegalStateException}. Any thread may
 * close the stream: a reader returns after the event that it is at. The stream does not end with
 * the map's object, so that what was written before can still be read.
 *
 * @libbpf struct ring_buffer, struct perf_buffer
 */
public interface EventStream extends AutoCloseable {

  /**
   * Opens the stream of a map, whichever kind it is. With both kinds in one object a program can
   * choose by what the kernel has.
   *
   * @param map a map of type {@code ringbuf} or {@code perf_event_array}
   * @return the stream, to be closed by the caller
   * @throws IllegalArgumentException if the map is of another type
   * @throws IllegalStateException if this process reads the map already
   * @throws BpfException if the kernel refuses
   */
  static EventStream of(BpfMap map) {
    return isRing(map) ? RingBuffer.of(map) : PerfBuffer.of(map);
  }

  /**
   * Opens the stream of a map, whichever kind it is, whose events all have one C type.
   *
   * @param map a map of type {@code ringbuf} or {@code perf_event_array}
   * @param struct the type's name, such as {@code event}: a struct, union or typedef in the BTF of
   *     the map's object
   * @return the stream, to be closed by the caller
   * @throws NoSuchMemberException if the object has no such type
   * @throws IllegalArgumentException if the map is of another type
   * @throws IllegalStateException if this process reads the map already
   * @throws BpfException if the kernel refuses
   */
  static EventStream of(BpfMap map, String struct) {
    Objects.requireNonNull(struct, "struct");
    return isRing(map) ? RingBuffer.of(map, struct) : PerfBuffer.of(map, struct);
  }

  private static boolean isRing(BpfMap map) {
    MapType type = Objects.requireNonNull(map, "map").type();
    if (type != MapType.RINGBUF && type != MapType.PERF_EVENT_ARRAY) {
      throw new IllegalArgumentException(
          "map '"
              + map.name()
              + "' is of type "
              + type
              + ": events come from a ringbuf or a perf_event_array");
    }
    return type == MapType.RINGBUF;
  }

  /**
   * Hands over the events that are there when it is called. Does not wait.
   *
   * @param handler gets them, on this thread
   * @return how many there were
   * @throws IllegalStateException if the stream is closed, or is being read
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   */
  int read(EventHandler handler);

  /**
   * Hands over events that are there when it is called, up to a number. Does not wait.
   *
   * @param handler gets them, on this thread
   * @param limit the most events to hand over, 0 or more
   * @return how many there were
   * @throws IllegalStateException if the stream is closed, or is being read
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   */
  int read(EventHandler handler, int limit);

  /**
   * Waits until there are events, and hands them over. {@link #read(EventHandler)} does not wait,
   * and {@link #await} waits as long as it takes.
   *
   * <p>A program may write events without a wake-up ({@code BPF_RB_NO_WAKEUP}). They are seen when
   * the time is over, at the latest.
   *
   * @param timeout how long to wait, rounded up to milliseconds
   * @param handler gets the events, on this thread
   * @return how many there were; 0 after the time, or if another thread closes the stream
   * @throws InterruptedException if this thread is interrupted before there are events
   * @throws IllegalStateException if the stream is closed, or is being read
   * @throws IllegalArgumentException if the time is negative
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   * @libbpf ring_buffer__poll, perf_buffer__poll
   */
  int poll(Duration timeout, EventHandler handler) throws InterruptedException;

  /**
   * Waits for events, as long as it takes, and hands them over.
   *
   * @param handler gets the events, on this thread
   * @return how many there were; 0 if another thread closes the stream
   * @throws InterruptedException if this thread is interrupted before there are events
   * @throws IllegalStateException if the stream is closed, or is being read
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   */
  int await(EventHandler handler) throws InterruptedException;

  /**
   * Hands over events until another thread closes the stream or interrupts this one. If this thread
   * is interrupted, it stays so.
   *
   * @param handler gets the events, on this thread
   * @throws IllegalStateException if the stream is closed already, or is being read
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   */
  void run(EventHandler handler);

  /**
   * A reactive stream of the events, with back pressure: an event is read once the subscriber has
   * requested it, and stays in the kernel's buffer until then. For the few events that deserve it:
   * each costs an object and several calls, where {@link #run} costs neither.
   *
   * <p>A subscription is a task of the executor. It takes one of its threads until it is cancelled,
   * the stream is closed ({@code onComplete}), or something fails ({@code onError}): what the
   * function throws, an interrupt of the thread, a request of fewer than one event, or a stream
   * that somebody else reads. What the subscriber itself throws ends the task, and reaches the
   * executor. A publisher has one subscriber; a second one gets an {@link IllegalStateException}.
   *
   * @param function makes of each event what the subscriber gets, and not null; the view is not
   *     valid any more when the subscriber gets it
   * @param executor runs the subscription; a thread of its own, such as {@code task -> new
   *     Thread(task).start()}, does
   * @param <T> what the subscriber gets
   * @return the publisher
   */
  <T> Flow.Publisher<T> publisher(
      Function<? super EventView, ? extends T> function, Executor executor);

  /**
   * A sequential {@link Stream} of the events. It waits for the next event as long as it takes, and
   * ends when this event stream is closed, or the thread is interrupted and stays so. Short-circuit
   * operations such as {@code limit} read no further than they must. Not for the hot path, as
   * {@link #publisher}.
   *
   * <p>The operation that reads throws {@link IllegalStateException} while somebody else reads, and
   * what the function throws. {@link Stream#close}, on any thread, ends the {@code Stream} and lets
   * this event stream be.
   *
   * @param function makes of each event an element, and not null; the view is not valid any more
   *     when the element is used
   * @param <T> the elements' type
   * @return the stream
   */
  <T> Stream<T> stream(Function<? super EventView, ? extends T> function);

  /**
   * A field of the events' C type, to be read from each of them.
   *
   * @param path the member's name, or a path such as {@code limits[3].max}
   * @return the field; the same instance each time
   * @throws NoSuchMemberException if there is no such member
   * @throws IllegalStateException if the stream was made without the name of its C type
   */
  EventField field(String path);

  /**
   * Lends a descriptor that becomes readable when there are events, for an event loop of the
   * caller's own. When it is readable, call {@link #read(EventHandler)}. Nothing can close it while
   * {@code use} runs.
   *
   * @param use watches the descriptor; it must neither close it nor wait on it as an epoll
   *     instance. To watch it longer, duplicate it
   * @throws IllegalStateException if the stream is closed
   * @libbpf ring_buffer__epoll_fd, perf_buffer__epoll_fd
   */
  void withEpollFd(IntConsumer use);

  /** {@return whether it can still be read} */
  boolean isOpen();

  /**
   * Ends the stream. A thread that reads or waits returns. A second call does nothing.
   *
   * @libbpf ring_buffer__free, perf_buffer__free
   */
  @Override
  void close();
}
