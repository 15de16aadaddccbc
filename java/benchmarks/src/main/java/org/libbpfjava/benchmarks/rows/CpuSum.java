package org.libbpfjava.benchmarks.rows;

import java.util.Map;
import org.libbpfjava.BpfObject;
import org.libbpfjava.map.PerCpuField;
import org.libbpfjava.map.PerCpuMap;

/** One member of the values of all CPUs. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class CpuSum extends Row {
  private static final int KEY = 3;

  private BpfObject object;
  private PerCpuField<Integer> totals;

  @Override
  void open() {
    object = loadObject("tables");
    PerCpuMap<Integer, Object> map = object.map(argument).typedPerCpu(Integer.class, Object.class);
    for (int cpu : map.cpus()) {
      map.put(KEY, cpu, Map.of("total", cpu + 5));
    }
    totals = map.field("total");
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      sum += totals.sum(KEY);
    }
    return sum;
  }

  @Override
  void close() {
    object.close();
  }
}
