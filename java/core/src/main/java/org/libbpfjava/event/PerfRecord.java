package org.libbpfjava.event;

import java.nio.ByteBuffer;

/**
 * Records of a perf buffer, and the page before them: include/uapi/linux/perf_event.h, struct
 * perf_event_header and struct perf_event_mmap_page.
 *
 * <p>A record begins with its type in 4 bytes, 2 bytes of flags, and its size in 2, these 8 bytes
 * included. Sizes are multiples of 8, so that no header crosses the end of the buffer.
 */
final class PerfRecord {
  /** Bytes from the first page's start to the position up to which the kernel has written. */
  static final int DATA_HEAD = 1024; // the fields before it are padded to 1 KiB

  /** Bytes from the first page's start to the position up to which was read. */
  static final int DATA_TAIL = 1032;

  static final int LOST = 2; // PERF_RECORD_LOST
  static final int SAMPLE = 9; // PERF_RECORD_SAMPLE

  static final int HEADER_BYTES = 8;
  static final int LARGEST = 0xfff8; // the size has 16 bits

  /** Of a sample: bytes from its start to the length of its data, 4 bytes, and to the data. */
  static final int RAW_LENGTH = 8;

  static final int RAW_DATA = 12;

  /** Of a lost record: bytes to the number of samples, 8 bytes, behind the event's number. */
  static final int LOST_COUNT = 16;

  static final int LOST_BYTES = 24;

  private PerfRecord() {}

  /** {@return the type of the record at a place} */
  static int type(ByteBuffer data, int at) {
    return data.getInt(at);
  }

  /** {@return bytes of the record at a place, its header included} */
  static int size(ByteBuffer data, int at) {
    return data.getShort(at + 6) & 0xffff;
  }

  /** {@return whether a record can have that size} */
  static boolean isSize(int size) {
    return size >= HEADER_BYTES && (size & 7) == 0;
  }
}
