package org.libbpfjava.benchmarks.rows;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.BpfObject;

/** A row on the loaded object {@code live}. */
abstract class LiveRow extends Row {
  private @Nullable BpfObject object;

  /** Prepares what is not timed. */
  abstract void open(BpfObject object);

  @Override
  final void open() {
    BpfObject loaded = loadObject(LIVE);
    object = loaded;
    open(loaded);
  }

  @Override
  final void close() {
    if (object != null) {
      object.close();
    }
  }
}
