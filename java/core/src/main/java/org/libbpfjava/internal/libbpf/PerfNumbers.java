package org.libbpfjava.internal.libbpf;

import org.libbpfjava.attach.PerfEvent.Breakpoint;
import org.libbpfjava.attach.PerfEvent.Cache;
import org.libbpfjava.attach.PerfEvent.Event;
import org.libbpfjava.attach.PerfEvent.Hardware;
import org.libbpfjava.attach.PerfEvent.Software;

/**
 * What the kernel calls an event; linux/perf_event.h.
 *
 * @param type PERF_TYPE_*
 * @param config which event of that type
 * @param address of a breakpoint, 0 for others
 * @param length of a breakpoint, 0 for others
 * @param access of a breakpoint, HW_BREAKPOINT_*; 0 for others
 */
record PerfNumbers(int type, long config, long address, long length, int access) {
  private static final int HARDWARE = 0;
  private static final int SOFTWARE = 1;
  private static final int CACHE = 3;
  private static final int BREAKPOINT = 5;

  static PerfNumbers of(Event event) {
    if (event instanceof Software software) {
      return new PerfNumbers(SOFTWARE, software.number(), 0, 0, 0);
    }
    if (event instanceof Hardware hardware) {
      return new PerfNumbers(HARDWARE, hardware.number(), 0, 0, 0);
    }
    if (event instanceof Cache cache) {
      return new PerfNumbers(CACHE, config(cache), 0, 0, 0);
    }
    if (event instanceof Breakpoint point) {
      return new PerfNumbers(BREAKPOINT, 0, point.address(), point.length(), access(point));
    }
    throw new AssertionError(event.getClass());
  }

  /** PERF_COUNT_HW_CACHE_*: a byte for each of the three. */
  private static long config(Cache cache) {
    int unit =
        switch (cache.unit()) {
          case L1_DATA -> 0;
          case L1_INSTRUCTIONS -> 1;
          case LAST_LEVEL -> 2;
          case DATA_TLB -> 3;
          case INSTRUCTION_TLB -> 4;
          case BRANCH_PREDICTION -> 5;
          case NODE -> 6;
        };
    int operation =
        switch (cache.operation()) {
          case READ -> 0;
          case WRITE -> 1;
          case PREFETCH -> 2;
        };
    int result =
        switch (cache.result()) {
          case ACCESS -> 0;
          case MISS -> 1;
        };
    return unit | operation << 8 | result << 16;
  }

  private static int access(Breakpoint point) {
    return switch (point.access()) {
      case WRITE -> 2;
      case READ_WRITE -> 3;
      case EXECUTE -> 4;
    };
  }
}
