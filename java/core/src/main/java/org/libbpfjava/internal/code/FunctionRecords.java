package org.libbpfjava.internal.code;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Function records as libbpf and the kernel have them, {@code struct bpf_func_info}: slot, BTF id.
 */
public final class FunctionRecords {
  public static final int INTS = 2;

  private FunctionRecords() {}

  /** The BTF ids of functions by the slots where they begin, in order. */
  public static Map<Integer, Integer> bySlot(int[] ints) {
    Map<Integer, Integer> functions = new LinkedHashMap<>();
    for (int at = 0; at + 1 < ints.length; at += INTS) {
      functions.put(ints[at], ints[at + 1]);
    }
    return functions;
  }
}
