package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.event.EventStream;

/**
 * A row that reads events, which were written before. The argument is the bytes of each, and the
 * buffer has room for the operations.
 */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class EventRow extends Row {
  private static final int RING_HEADER = 8; // bytes
  private static final int SMALLEST = 64 << 10; // a page, on every machine

  private final TestRun packet = TestRun.once().withData(new byte[64]);
  private BpfObject object;
  private BpfProgram writer;
  EventStream events;
  long added;

  @Override
  void open() {
    OpenBpfObject open = openObject("ring");
    int size = Integer.parseInt(argument);
    open.variable("size").setInt(size);
    open.map("events").setMaxEntries(room(operations * (size + RING_HEADER)));
    object = open.load();
    writer = object.program(writer());
    events = open(object);
  }

  /** {@return the program that writes the events} */
  String writer() {
    return "write_event";
  }

  /** Opens what is read. */
  EventStream open(BpfObject loaded) {
    return EventStream.of(loaded.map("events"), "event");
  }

  @Override
  void prepare(int operations) {
    object.variable("number").setLong(0);
    writer.testRun(packet.withRepeat(operations));
  }

  /** {@return the bytes of a buffer for so many bytes of events: the next power of two} */
  static int room(int bytes) {
    return Math.max(Integer.highestOneBit(bytes - 1) << 1, SMALLEST);
  }

  /** Reads what is there. {@return how many events there were} */
  abstract int read();

  @Override
  final long run(int operations) {
    added = 0;
    if (read() != operations) {
      throw new IllegalStateException("not all events came");
    }
    return added;
  }

  @Override
  void close() {
    events.close();
    object.close();
  }
}
