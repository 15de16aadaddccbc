package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.RawTracepoint;

/** A program at a raw tracepoint, whose name is the argument. */
public class Attach extends AttachRow {
  public Attach() {
    super("small", "on_sys_enter");
  }

  @Override
  AttachOptions place() {
    return RawTracepoint.of(argument);
  }
}
