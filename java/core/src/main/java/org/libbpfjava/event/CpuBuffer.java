package org.libbpfjava.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;

/**
 * The part of a perf buffer that one CPU fills, in memory that is shared with the kernel. One
 * thread at a time is inside {@link #read}.
 *
 * <p>Positions count bytes in 64 bits; their low bits are the place in the data.
 */
abstract class CpuBuffer {
  static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  final String subject;
  final int cpu;
  final ByteBuffer control;
  final ByteBuffer data;
  final int size;
  final EventTypes types;

  // Written by the reader alone, and read for statistics.
  long records;
  long bytes;
  long lost;

  private boolean stopping; // plain: loops have a fence between two looks
  private @Nullable String corruption;

  /**
   * A buffer.
   *
   * @param subject what messages call the whole
   * @param cpu whose it is
   * @param control the page with the positions
   * @param data the data, a power of two of bytes
   * @param types the C types of its events
   */
  CpuBuffer(String subject, int cpu, ByteBuffer control, ByteBuffer data, EventTypes types) {
    this.subject = subject;
    this.cpu = cpu;
    this.control = control;
    this.data = data;
    this.size = data.capacity();
    this.types = types;
  }

  /**
   * Hands over the events that are there.
   *
   * @return how many there were
   */
  abstract int read(EventHandler handler, int limit);

  /** Ends a loop that runs on this or another thread, before its next event. */
  final void stop() {
    stopping = true;
  }

  final boolean isStopping() {
    return stopping;
  }

  /** {@return bytes of records that were not read yet, their headers included} */
  abstract long available();

  /** {@return bytes of records that newer ones replaced before they were read} */
  long overwritten() {
    return 0;
  }

  /** {@return the position up to which the kernel has written; what it wrote before is visible} */
  final long head() {
    return (long) LONG.getAcquire(control, PerfRecord.DATA_HEAD);
  }

  /** Goes on counting where the buffer that it replaces ended. */
  final void continueFrom(CpuBuffer before) {
    records = before.records;
    bytes = before.bytes;
    lost = before.lost;
  }

  final void checkSound() {
    if (corruption != null) {
      throw new BpfException(Message.of(corruption));
    }
  }

  /** Remembered, so that no later call reads on in the middle of a record. */
  final BpfException corrupt(String what) {
    corruption =
        subject
            + " is corrupt: on CPU "
            + cpu
            + ", "
            + what
            + ". Something else writes into its memory";
    return new BpfException(Message.of(corruption));
  }
}
