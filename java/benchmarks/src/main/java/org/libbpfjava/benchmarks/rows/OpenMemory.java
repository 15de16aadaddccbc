package org.libbpfjava.benchmarks.rows;

public final class OpenMemory {
  private OpenMemory() {}

  public static void main(String[] args) throws Exception {
    MemoryOfMany.measure(
        Integer.parseInt(args[0]), () -> Row.openObject("small"), TenVariables::sum);
  }
}
