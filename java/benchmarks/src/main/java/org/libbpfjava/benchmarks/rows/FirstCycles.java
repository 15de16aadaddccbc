package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.Libbpf;
import org.libbpfjava.OpenBpfObject;

/**
 * The first cycles of a process, as most programs do one and end before anything is compiled. The
 * library is there already: what it takes to load has a row of its own.
 */
public final class FirstCycles {
  private FirstCycles() {}

  public static void main(String[] args) {
    int cycles = Integer.parseInt(args[0]);
    Libbpf.version();
    long sum = 0;
    long started = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      try (OpenBpfObject open = Row.openObject("small")) {
        TenVariables.set(open, i);
        try (BpfObject object = open.load()) {
          sum += TenVariables.sum(object);
        }
      }
    }
    System.out.println("nanoseconds " + (System.nanoTime() - started) / (double) cycles);
    System.out.println("checksum " + sum);
  }
}
