package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.event.EventStream;

/** A row that reads events, which were written before. The argument is the bytes of each. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class EventRow extends Row {
  private BpfObject object;
  private BpfProgram writer;
  EventStream events;
  long added;

  @Override
  void open() {
    OpenBpfObject open = openObject("ring");
    open.variable("size").setInt(Integer.parseInt(argument));
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
    writer.testRun(TestRun.once().withData(new byte[64]).withRepeat(operations));
  }

  /** A whole buffer: a few events at a time would be another way through the compiled code. */
  @Override
  final int warmUpOperations() {
    return operations;
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
