package org.libbpfjava.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What one side measured in one round.
 *
 * @param nanos of one operation, for each iteration
 * @param values what else it measured, by unit and name
 * @param checksum over what it read and wrote
 */
record Side(List<Double> nanos, Map<String, Double> values, long checksum) {
  /** Bytes that Java allocates for one operation. */
  static final String ALLOCATED = "B allocated";
}
