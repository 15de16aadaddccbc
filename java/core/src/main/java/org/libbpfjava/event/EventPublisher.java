package org.libbpfjava.event;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Publishes the events of a stream to one subscriber. */
final class EventPublisher<T> implements Flow.Publisher<T> {
  private final PolledStream stream;
  private final Function<? super EventView, ? extends T> function;
  private final Executor executor;
  private final AtomicBoolean taken = new AtomicBoolean();

  EventPublisher(
      PolledStream stream, Function<? super EventView, ? extends T> function, Executor executor) {
    this.stream = stream;
    this.function = function;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    EventSubscription<T> subscription = new EventSubscription<>(stream, function, subscriber);
    boolean first = taken.compareAndSet(false, true);
    subscriber.onSubscribe(subscription); // a subscriber expects this before an error too
    if (!first) {
      subscription.end(
          new IllegalStateException(
              "this publisher of " + stream + " has had its subscriber: make another publisher"));
      return;
    }
    try {
      executor.execute(subscription);
    } catch (RejectedExecutionException e) {
      subscription.end(e);
    }
  }

  @Override
  public String toString() {
    return "publisher of " + stream;
  }
}
