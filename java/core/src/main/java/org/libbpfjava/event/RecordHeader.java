package org.libbpfjava.event;

/**
 * The header of a record in a ring buffer, the first 4 of its 8 bytes: kernel/bpf/ringbuf.c, struct
 * bpf_ringbuf_hdr.
 */
final class RecordHeader {
  static final int BYTES = 8; // BPF_RINGBUF_HDR_SZ
  static final int BUSY = 1 << 31; // BPF_RINGBUF_BUSY_BIT: its writer is not done
  static final int DISCARD = 1 << 30; // BPF_RINGBUF_DISCARD_BIT: to be skipped

  private RecordHeader() {}

  static boolean isDiscarded(int header) {
    return (header & DISCARD) != 0;
  }

  /** {@return bytes of the record itself} */
  static int length(int header) {
    return header & ~(BUSY | DISCARD);
  }

  /** {@return bytes from a record of that length to the next, its header included} */
  static int step(int length) {
    return (length + BYTES + 7) & ~7; // no overflow: a length has 30 bits
  }
}
