package org.libbpfjava.internal.value;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * Reads by a method handle that is no constant, and gives way to a {@link ConstantReader} when it
 * was used often. To make one takes some milliseconds the first time, and memory.
 */
final class WarmingReader implements RecordReader {
  /** As often as the JVM runs a method before it compiles it in earnest. */
  private static final int OFTEN = 5_000;

  private final MethodHandle handle;
  private final Consumer<RecordReader> successor;
  private int uses; // of threads that may lose some to each other

  /**
   * A reader.
   *
   * @param handle of the type that {@link RecordReader#read} has
   * @param successor takes the one that is to be used from then on
   */
  WarmingReader(MethodHandle handle, Consumer<RecordReader> successor) {
    this.handle = handle;
    this.successor = successor;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) throws Throwable {
    if (++uses == OFTEN) {
      successor.accept(constant());
    }
    return (Object) handle.invokeExact(memory, offset, end);
  }

  private RecordReader constant() {
    try {
      return ConstantReader.of(handle);
    } catch (ReflectiveOperationException | IOException | LinkageError | RuntimeException e) {
      return this; // slower, and as good: an ahead-of-time image has no hidden classes
    }
  }
}
