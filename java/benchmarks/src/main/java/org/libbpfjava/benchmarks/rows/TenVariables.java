package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;

/** The variables that rows on whole objects set and read. */
final class TenVariables {
  private static final String[] NAMES = spread(10);

  private TenVariables() {}

  /** {@return ten names spread over {@code count} variables} */
  static String[] spread(int count) {
    String[] names = new String[10];
    for (int i = 0; i < names.length; i++) {
      names[i] = "variable_" + Integer.toString(100_000 + i * (count / 10)).substring(1);
    }
    return names;
  }

  static void set(OpenBpfObject object, long seed) {
    for (int i = 0; i < NAMES.length; i++) {
      object.variable(NAMES[i]).setLong(seed * 10 + i);
    }
  }

  static long sum(OpenBpfObject object) {
    long sum = 0;
    for (String name : NAMES) {
      sum = sum * 31 + object.variable(name).getLong();
    }
    return sum;
  }

  static long sum(BpfObject object) {
    long sum = 0;
    for (String name : NAMES) {
      sum = sum * 31 + object.variable(name).getLong();
    }
    return sum;
  }
}
