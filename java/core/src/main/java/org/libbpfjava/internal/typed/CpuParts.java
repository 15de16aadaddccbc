package org.libbpfjava.internal.typed;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.CpuValue;
import org.libbpfjava.map.PerCpuValues;

/**
 * The values of all possible CPUs, one after the other, each rounded up to 8 bytes:
 * kernel/bpf/arraymap.c, bpf_percpu_array_copy().
 */
final class CpuParts<V> {
  private final String map;
  private final Element<V> part;
  private final SpecialCalls calls;
  private final int stride;
  private final BitSet possible;
  private final List<Integer> cpus;

  CpuParts(BpfMap map, Element<V> part, SpecialCalls calls) {
    this.map = map.name();
    this.part = part;
    this.calls = calls;
    this.stride = stride(map);
    this.possible = calls.possibleCpus(map.elementSize() / stride);
    this.cpus = possible.stream().boxed().toList();
  }

  /** {@return bytes from one value to the next: of CPUs, and of the elements of a mapped array} */
  static int stride(BpfMap map) {
    return (map.valueSize() + 7) & ~7;
  }

  List<Integer> cpus() {
    return cpus;
  }

  int stride() {
    return stride;
  }

  /** {@return where the value of a CPU begins} */
  int offset(int cpu) {
    if (cpu < 0 || !possible.get(cpu)) {
      throw new IllegalArgumentException(
          "map '" + map + "' has no value for CPU " + cpu + ": possible are " + possible);
    }
    return possible.get(0, cpu).cardinality() * stride;
  }

  /** {@return what makes Java objects of them; it asks once which CPUs are online} */
  ElementReader<PerCpuValues<V>> reader() {
    BitSet online = calls.onlineCpus(possible);
    return (memory, offset) -> {
      List<CpuValue<V>> values = new ArrayList<>(cpus.size());
      int at = offset;
      for (int cpu : cpus) {
        values.add(new CpuValue<>(cpu, online.get(cpu), part.read(memory, at)));
        at += stride;
      }
      return PerCpuValues.of(values);
    };
  }

  V readPart(BufferMemory memory, int offset) {
    return part.read(memory, offset);
  }

  void writePart(BufferMemory memory, int offset, V value) {
    part.write(memory, offset, value);
  }

  void write(BufferMemory memory, List<V> values) {
    if (values.size() != cpus.size()) {
      throw new IllegalArgumentException(
          "map '"
              + map
              + "' takes "
              + cpus.size()
              + " values, one for each CPU, not "
              + values.size());
    }
    memory.clear(0, stride * values.size());
    for (int i = 0; i < values.size(); i++) {
      part.write(memory, i * stride, values.get(i));
    }
  }
}
