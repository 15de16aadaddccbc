package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.event.RingBuffer;

/** A row that reads events, which were written before. The argument is the bytes of each. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class RingRow extends Row {
  private BpfObject object;
  private BpfProgram writer;
  RingBuffer ring;
  long added;

  @Override
  void open() {
    OpenBpfObject open = openObject("ring");
    open.variable("size").setInt(Integer.parseInt(argument));
    object = open.load();
    writer = object.program("write_event");
    ring = RingBuffer.of(object.map("events"), "event");
  }

  @Override
  void prepare(int operations) {
    object.variable("number").setLong(0);
    writer.testRun(TestRun.once().withData(new byte[64]).withRepeat(operations));
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
    ring.close();
    object.close();
  }
}
