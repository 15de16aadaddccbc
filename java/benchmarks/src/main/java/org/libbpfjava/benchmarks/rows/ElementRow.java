package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.memory.LongHandle;

/** A row on one number of a mapped array. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class ElementRow extends Row {
  private BpfObject object;
  LongHandle total;

  @Override
  void open() {
    object = loadObject("tables");
    total = object.map(argument).element(3).field("total").longHandle();
    total.set(7);
  }

  @Override
  final void close() {
    object.close();
  }
}
