package org.libbpfjava.benchmarks.rows;

import java.lang.ref.Reference;
import org.libbpfjava.btf.Btf;

/**
 * Memory of the kernel's types when one of them has been found. Several are held at once, so that
 * what the compilers need falls on many.
 */
public final class KernelBtfMemory {
  private static final int HELD = 16; // the same in types.c
  private static final String NAME = "task_struct";

  private KernelBtfMemory() {}

  public static void main(String[] args) throws Exception {
    for (int i = Integer.parseInt(args[0]); i > 0; i--) { // classes and code come first
      KernelBtf.find(Btf.ofKernel(), NAME);
    }
    Memory before = Memory.now();
    Btf[] held = new Btf[HELD];
    long checksum = 0;
    try {
      for (int i = 0; i < HELD; i++) {
        held[i] = Btf.ofKernel();
        checksum = checksum * 31 + KernelBtf.find(held[i], NAME);
      }
      Memory.now().printGrowthSince(before, HELD);
    } finally {
      Reference.reachabilityFence(held);
    }
    System.out.println("checksum " + checksum);
  }
}
