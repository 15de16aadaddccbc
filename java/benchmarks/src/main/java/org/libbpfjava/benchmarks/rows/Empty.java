package org.libbpfjava.benchmarks.rows;

/** What a JVM costs by itself. */
public final class Empty {
  private Empty() {}

  public static void main(String[] args) {}
}
