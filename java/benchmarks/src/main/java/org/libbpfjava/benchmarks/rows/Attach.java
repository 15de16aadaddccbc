package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.attach.RawTracepoint;

/** Attaches a program by options, and detaches it. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class Attach extends Row {
  private BpfObject object;
  private BpfProgram program;
  private RawTracepoint place;

  @Override
  void open() {
    object = loadObject("small");
    program = object.programs().get(0);
    place = RawTracepoint.of(argument);
  }

  @Override
  long run(int operations) {
    for (int i = 0; i < operations; i++) {
      program.attach(place).close();
    }
    return operations;
  }

  @Override
  void close() {
    object.close();
  }
}
