package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;

/**
 * As many cycles once to warm up, then once to measure what has grown meanwhile. Thousands, or it
 * is the compilers' memory that is measured: they take and return megabytes until they are done.
 */
public final class CycleGrowth {
  private CycleGrowth() {}

  public static void main(String[] args) throws IOException {
    int cycles = Integer.parseInt(args[0]);
    @Nullable Memory before = null;
    long checksum = 0;
    for (int i = 0; i < 2 * cycles; i++) {
      if (i == cycles) {
        before = Memory.now();
      }
      try (OpenBpfObject open = Row.openObject("small")) {
        TenVariables.set(open, i);
        try (BpfObject object = open.load()) {
          if (i % 100 == 0) {
            checksum = checksum * 31 + TenVariables.sum(object);
          }
        }
      }
    }
    if (before != null) {
      Memory.now().printGrowthSince(before, 1);
    }
    System.out.println("checksum " + checksum);
  }
}
