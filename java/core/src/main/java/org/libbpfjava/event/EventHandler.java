package org.libbpfjava.event;

/**
 * Takes events one by one, on the thread that reads the stream.
 *
 * @see EventStream#read(EventHandler)
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * Takes one event.
   *
   * <p>What it throws ends the call that reads, and reaches that call's caller as it is. The event
   * counts as read: the next call goes on behind it.
   *
   * @param event the event, in place. It is valid until this method returns; {@link EventView#copy}
   *     what must live longer
   */
  void handle(EventView event);
}
