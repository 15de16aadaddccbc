package org.libbpfjava.event;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.event.PolledStream.Wish;

/** The elements of a {@link java.util.stream.Stream} of events, taken one by one. */
final class EventSpliterator<T> implements Spliterator<T> {
  private final PolledStream stream;
  private final Function<? super EventView, ? extends T> function;
  private volatile boolean ended;
  private @Nullable T element;

  EventSpliterator(PolledStream stream, Function<? super EventView, ? extends T> function) {
    this.stream = stream;
    this.function = function;
  }

  /** Ends it, on any thread. */
  void end() {
    ended = true;
    stream.wake();
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    T taken = take();
    if (taken == null) {
      ended = true;
      return false;
    }
    action.accept(taken);
    return true;
  }

  private @Nullable T take() {
    if (ended || !enter()) {
      return null;
    }
    try {
      boolean found = stream.takeOne(this::convert, this::wish);
      T taken = element;
      element = null;
      return found ? taken : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      stream.leave();
    }
  }

  private boolean enter() {
    try {
      stream.enter();
      return true;
    } catch (IllegalStateException e) {
      if (stream.isOpen()) {
        throw e;
      }
      return false;
    }
  }

  private Wish wish() {
    return ended ? Wish.END : Wish.EVENT;
  }

  private void convert(EventView event) {
    element = Objects.requireNonNull(function.apply(event), "the function's result");
  }

  /** {@return null: a part would have to wait for its last event before its first is used} */
  @Override
  public @Nullable Spliterator<T> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }
}
