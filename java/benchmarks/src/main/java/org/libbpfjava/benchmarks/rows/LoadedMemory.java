package org.libbpfjava.benchmarks.rows;

public final class LoadedMemory {
  private LoadedMemory() {}

  public static void main(String[] args) throws Exception {
    MemoryOfMany.measure(
        Integer.parseInt(args[0]), () -> Row.loadObject("small"), TenVariables::sum);
  }
}
