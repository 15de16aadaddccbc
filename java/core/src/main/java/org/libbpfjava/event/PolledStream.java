package org.libbpfjava.event;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.libbpf.Epoll;
import org.libbpfjava.internal.lifetime.NativeResource;

/**
 * Reads and waits, for one thread at a time. What is read is a subclass's matter.
 *
 * <p>The thread that waits is the one that reads. A loop in native code that hands events over by a
 * queue is no way: libbpfgo had one and lost events.
 *
 * <p>A reader is inside the resource, so that its memory outlives the call. {@link #close} does not
 * wait for it.
 */
abstract class PolledStream implements EventStream {
  private final String subject;
  private final NativeResource resource;
  private final Epoll epoll;
  private final Interruption interruption;
  private final EventTypes types;
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
  private volatile boolean closing;
  private long wakeUps; // written by the reader alone

  /**
   * A stream.
   *
   * @param subject what messages call it, such as {@code ring buffer 'events'}
   * @param resource frees all of it; who is inside keeps it
   * @param epoll wakes when there may be events; the resource closes it
   * @param types the C types of its events
   */
  PolledStream(String subject, NativeResource resource, Epoll epoll, EventTypes types) {
    this.subject = subject;
    this.resource = resource;
    this.epoll = epoll;
    this.interruption = new Interruption(epoll::wake);
    this.types = types;
  }

  /**
   * Hands over what is there now. Only one thread is in here, and inside the resource. Whatever
   * happens, what was handed over is given back to the kernel before it returns.
   *
   * @param handler gets the events; null for the handlers that the stream was made with
   * @param limit the most events
   * @return how many there were
   */
  abstract int consume(@Nullable EventHandler handler, int limit);

  /** Ends a loop inside {@link #consume}, which may be on another thread, before its next event. */
  abstract void stop();

  /**
   * {@return whether the kernel is to wake us for what comes next} A stream whose kernel side looks
   * at the position that was published last says whether anything is there behind it.
   */
  boolean isCaughtUp() {
    return true;
  }

  final String subject() {
    return subject;
  }

  final NativeResource resource() {
    return resource;
  }

  final long wakeUps() {
    return wakeUps;
  }

  @Override
  public final int read(EventHandler handler) {
    return consumeNow(Objects.requireNonNull(handler, "handler"), Integer.MAX_VALUE);
  }

  @Override
  public final int read(EventHandler handler, int limit) {
    Objects.requireNonNull(handler, "handler");
    if (limit < 0) {
      throw new IllegalArgumentException("cannot read " + limit + " events of " + subject);
    }
    return consumeNow(handler, limit);
  }

  @Override
  public final int poll(Duration timeout, EventHandler handler) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return wait(timeout, Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public final int await(EventHandler handler) throws InterruptedException {
    return wait(null, Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public final void run(EventHandler handler) {
    runUntilClosed(Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public final EventField field(String path) {
    Objects.requireNonNull(path, "path");
    return types.own().field(path);
  }

  @Override
  public final void withEpollFd(IntConsumer use) {
    Objects.requireNonNull(use, "use");
    resource.enter();
    try {
      use.accept(epoll.fd());
    } finally {
      resource.exit();
    }
  }

  @Override
  public final boolean isOpen() {
    return !closing && !resource.isClosed();
  }

  @Override
  public final void close() {
    closing = true;
    stop();
    if (!resource.tryEnter()) { // or the descriptors could be another's when they are woken
      return; // by a call before
    }
    try {
      epoll.wake();
      resource.close();
    } finally {
      resource.exit();
    }
  }

  /** Makes the calling thread the reader. Each call must be followed by {@link #leave}. */
  final void enter() {
    if (closing) {
      throw new IllegalStateException(subject + " is closed");
    }
    resource.enter();
    Thread self = Thread.currentThread();
    if (!reader.compareAndSet(null, self)) {
      resource.exit();
      Thread other = reader.get();
      throw new IllegalStateException(
          subject
              + " is being read "
              + (other == self
                  ? "by this thread: a handler cannot read its own stream, and a lease must be"
                      + " closed first"
                  : "by another thread" + (other == null ? "" : ", " + other.getName())));
    }
  }

  final void leave() {
    reader.set(null);
    resource.exit();
  }

  final int consumeNow(@Nullable EventHandler handler, int limit) {
    enter();
    try {
      return consume(handler, limit);
    } finally {
      leave();
    }
  }

  /**
   * Waits and hands over.
   *
   * @param timeout null for ever
   */
  final int wait(@Nullable Duration timeout, @Nullable EventHandler handler)
      throws InterruptedException {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException(
          "cannot wait " + timeout + " for " + subject + "; await(handler) waits without end");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    enter();
    try {
      int count = consume(handler, Integer.MAX_VALUE);
      return count > 0 ? count : waitInside(timeout, handler);
    } finally {
      leave();
    }
  }

  private int waitInside(@Nullable Duration timeout, @Nullable EventHandler handler)
      throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    while (!closing) {
      int millis = deadline.millis();
      if (millis == 0) {
        return 0; // and what came without a wake-up was just handed over
      }
      if (maySleep()) {
        sleep(millis);
      }
      int count = consume(handler, Integer.MAX_VALUE);
      if (count > 0) {
        return count;
      }
    }
    return 0;
  }

  /**
   * {@return whether the kernel will wake us} It wakes nobody for a record that it commits while it
   * sees an older consumer position than ours. So our store of the position must be visible before
   * we look for records once more, and only a full fence orders a store before a load. That look
   * must not move the position, which would be published after it.
   */
  final boolean maySleep() {
    VarHandle.fullFence();
    return isCaughtUp();
  }

  private void sleep(int millis) throws InterruptedException {
    interruption.arm();
    try {
      if (epoll.await(millis) > 0) {
        wakeUps++;
      }
    } finally {
      interruption.disarm();
    }
    if (Thread.interrupted()) {
      if (!closing) {
        epoll.clearWake();
      }
      throw new InterruptedException();
    }
  }

  /**
   * Takes one event, once there is one and it is wanted. Only one thread is in here, between {@link
   * #enter} and {@link #leave}.
   *
   * @param wish what is wanted, asked before each look; who changes it calls {@link #wake}
   * @return false at the end: the stream closes, or nothing is wanted any more
   */
  final boolean takeOne(EventHandler handler, Supplier<Wish> wish) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    while (!closing) {
      Wish wanted = wish.get();
      if (wanted == Wish.END) {
        return false;
      }
      if (wanted == Wish.EVENT && consume(handler, 1) > 0) {
        return true;
      }
      if (wanted == Wish.NOTHING_YET || maySleep()) {
        sleep(-1);
      }
    }
    return false;
  }

  /** What somebody who takes events one by one wants next. */
  enum Wish {
    EVENT,
    NOTHING_YET,
    END
  }

  /** Ends the sleep of a reader, or its next one. Any thread may call it. */
  final void wake() {
    if (!resource.tryEnter()) { // or the descriptor could be another's
      return; // nobody sleeps
    }
    try {
      epoll.wake();
    } finally {
      resource.exit();
    }
  }

  @Override
  public final <T> Flow.Publisher<T> publisher(
      Function<? super EventView, ? extends T> function, Executor executor) {
    return new EventPublisher<>(
        this,
        Objects.requireNonNull(function, "function"),
        Objects.requireNonNull(executor, "executor"));
  }

  @Override
  public final <T> Stream<T> stream(Function<? super EventView, ? extends T> function) {
    EventSpliterator<T> events =
        new EventSpliterator<>(this, Objects.requireNonNull(function, "function"));
    return StreamSupport.stream(events, false).onClose(events::end);
  }

  final void runUntilClosed(@Nullable EventHandler handler) {
    enter();
    try {
      while (!closing) {
        waitOrConsume(handler);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private void waitOrConsume(@Nullable EventHandler handler) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (consume(handler, Integer.MAX_VALUE) == 0) {
      waitInside(null, handler);
    }
  }

  @Override
  public String toString() {
    return subject;
  }
}
