package org.libbpfjava.event;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.event.PolledStream.Wish;

/**
 * Hands events to a subscriber as it requests them. Events are taken one by one, so that none is
 * taken from the kernel and lost when the subscriber cancels.
 */
final class EventSubscription<T> implements Flow.Subscription, Runnable {
  private final PolledStream stream;
  private final Function<? super EventView, ? extends T> function;
  private final AtomicLong requested = new AtomicLong();
  private volatile @Nullable Subscriber<? super T> subscriber; // null when it is over
  private volatile @Nullable IllegalArgumentException badRequest;
  private volatile boolean cancelled;
  private @Nullable T element; // these two belong to the thread that runs
  private @Nullable Throwable failure; // of the stream or the function

  EventSubscription(
      PolledStream stream,
      Function<? super EventView, ? extends T> function,
      Subscriber<? super T> subscriber) {
    this.stream = stream;
    this.function = function;
    this.subscriber = subscriber;
  }

  @Override
  public void request(long n) {
    if (n < 1) {
      badRequest =
          new IllegalArgumentException(
              "a subscriber of "
                  + stream
                  + " requested "
                  + n
                  + " events; 1 is the least (rule 3.9)");
    } else {
      long before;
      do {
        before = requested.get();
      } while (!requested.compareAndSet(before, before + Math.min(n, Long.MAX_VALUE - before)));
    }
    stream.wake();
  }

  @Override
  public void cancel() {
    cancelled = true;
    stream.wake();
  }

  /** On the executor's thread, until it is over. */
  @Override
  public void run() {
    Subscriber<? super T> target = subscriber;
    if (target == null || !enter()) {
      return;
    }
    try {
      for (T taken = take(); taken != null; taken = take()) {
        target.onNext(taken);
      }
    } catch (Throwable e) {
      subscriber = null; // what a subscriber throws ends its subscription, and is not for it
      throw e;
    } finally {
      stream.leave();
    }
    end(failure != null ? failure : badRequest);
  }

  /** {@return whether this is the reader now} */
  private boolean enter() {
    if (cancelled) {
      subscriber = null;
      return false;
    }
    try {
      stream.enter();
      return true;
    } catch (IllegalStateException e) {
      end(stream.isOpen() ? e : null); // one that is closed is complete
      return false;
    }
  }

  /** {@return the next element, null at the end} */
  private @Nullable T take() {
    try {
      boolean found = stream.takeOne(this::convert, this::wish);
      T taken = element;
      element = null;
      return found ? taken : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    return null;
  }

  private Wish wish() {
    if (cancelled || badRequest != null) {
      return Wish.END;
    }
    return requested.get() > 0 ? Wish.EVENT : Wish.NOTHING_YET;
  }

  private void convert(EventView event) {
    long before = requested.get();
    while (before != Long.MAX_VALUE && !requested.compareAndSet(before, before - 1)) {
      before = requested.get();
    }
    element = Objects.requireNonNull(function.apply(event), "the function's result");
  }

  /**
   * Ends it, unless it is over or cancelled.
   *
   * @param error what the subscriber gets; null if it is complete
   */
  void end(@Nullable Throwable error) {
    Subscriber<? super T> target = subscriber;
    subscriber = null;
    if (target == null || cancelled) {
      return;
    }
    if (error == null) {
      target.onComplete();
    } else {
      target.onError(error);
    }
  }

  @Override
  public String toString() {
    return "subscription to " + stream;
  }
}
