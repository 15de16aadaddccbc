package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.attach.AttachOptions;

/** Attaches one program of an object by options, and detaches it. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
abstract class AttachRow extends Row {
  private final String objectName;
  private final String name;
  private BpfObject object;
  private BpfProgram program;
  private AttachOptions place;

  AttachRow(String objectName, String name) {
    this.objectName = objectName;
    this.name = name;
  }

  /** {@return where it is attached; called once, not timed} */
  abstract AttachOptions place();

  @Override
  void open() {
    try (OpenBpfObject open = openObject(objectName)) {
      for (OpenBpfProgram one : open.programs()) {
        one.setAutoload(one.name().equals(name));
      }
      object = open.load();
    }
    program = object.program(name);
    place = place();
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
