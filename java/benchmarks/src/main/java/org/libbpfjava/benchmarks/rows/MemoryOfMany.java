package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Memory for each of many objects that are there at once. */
final class MemoryOfMany {
  private MemoryOfMany() {}

  @SuppressWarnings("try") // close() of those here throws nothing
  static <T extends AutoCloseable> void measure(
      int count, Supplier<T> make, ToLongFunction<T> sumTen) throws Exception {
    for (int i = 0; i < 200; i++) { // classes and code come first
      try (T object = make.get()) {
        if (sumTen.applyAsLong(object) == 0) {
          throw new IllegalStateException(object + " has no values");
        }
      }
    }
    Memory before = Memory.now();
    Object[] objects = new Object[count];
    long checksum = 0;
    for (int i = 0; i < count; i++) {
      T object = make.get();
      objects[i] = object;
      if (i % 10 == 0) {
        checksum = checksum * 31 + sumTen.applyAsLong(object);
      }
    }
    print(before, count);
    for (Object object : objects) {
      ((AutoCloseable) object).close();
    }
    System.out.println("checksum " + checksum);
  }

  private static void print(Memory before, int count) throws IOException {
    Memory.now().printGrowthSince(before, count);
  }
}
