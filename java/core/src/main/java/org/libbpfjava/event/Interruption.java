package org.libbpfjava.event;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Lets {@link Thread#interrupt} end a native wait. Only the JDK's channels and selectors hear of an
 * interrupt at once; this is a selector in no other respect. Without it a wait would have to look
 * again every few milliseconds.
 */
final class Interruption extends AbstractSelector {
  private final Runnable wake;

  /** Ends waits by a call that any thread may make. */
  Interruption(Runnable wake) {
    super(null);
    this.wake = wake;
  }

  /** Before the wait. From now on, and if it was interrupted before, an interrupt wakes. */
  void arm() {
    begin();
  }

  /** After the wait. When it returns, no interrupt wakes any more. */
  void disarm() {
    end();
  }

  @Override
  public Selector wakeup() {
    wake.run();
    return this;
  }

  @Override
  protected void implCloseSelector() {}

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SelectionKey> keys() {
    return Set.of();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    return Set.of();
  }

  @Override
  public int selectNow() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select(long timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select() {
    throw new UnsupportedOperationException();
  }
}
