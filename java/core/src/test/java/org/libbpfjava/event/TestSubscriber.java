package org.libbpfjava.event;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what it gets, and requests nothing by itself. */
class TestSubscriber<T> implements Flow.Subscriber<T> {
  /** What ends a subscription. */
  record End(@Nullable Throwable error) {}

  private final BlockingQueue<T> elements = new LinkedBlockingQueue<>();
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final List<Flow.Subscription> subscriptions = new CopyOnWriteArrayList<>();

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscriptions.add(subscription);
  }

  @Override
  public void onNext(T element) {
    elements.add(element);
  }

  @Override
  public void onError(Throwable error) {
    ends.add(new End(error));
  }

  @Override
  public void onComplete() {
    ends.add(new End(null));
  }

  Flow.Subscription subscription() {
    return subscriptions.get(0);
  }

  T next() throws InterruptedException {
    T element = elements.poll(30, TimeUnit.SECONDS);
    if (element == null) {
      throw new AssertionError("no element came");
    }
    return element;
  }

  boolean hasNext() {
    return !elements.isEmpty();
  }

  /** {@return the error with which it ended, null for completion} */
  @Nullable Throwable end() throws InterruptedException {
    End end = ends.poll(30, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("it did not end");
    }
    return end.error;
  }

  boolean hasEnded() {
    return !ends.isEmpty();
  }
}
