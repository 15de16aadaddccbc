package org.libbpfjava.benchmarks.peer;

import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import me.bechberger.ebpf.bpf.BPFProgram;
import me.bechberger.ebpf.bpf.GlobalVariable;
import me.bechberger.ebpf.bpf.map.BPFBaseMap;
import me.bechberger.ebpf.bpf.raw.Lib;
import me.bechberger.ebpf.bpf.raw.bpf_test_run_opts;

/**
 * The rows through hello-ebpf, one a process, printed as the C side prints them. Compiled by {@code
 * ci/bench --hello-ebpf} alone; the functions are those of rows.h.
 */
public final class Rows {
  private static final PrintStream FIGURES = System.out;

  private final int operations;
  private final int warmup;
  private final int iterations;

  private Rows(int operations, int warmup, int iterations) {
    this.operations = operations;
    this.warmup = warmup;
    this.iterations = iterations;
  }

  /**
   * Runs a row.
   *
   * @param args function, argument, operations, iterations of warm-up, iterations
   */
  public static void main(String[] args) throws InterruptedException {
    System.setOut(System.err); // what the library prints is no figure
    Rows rows =
        new Rows(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    if (args[0].equals("cycle")) {
      rows.iterate(Rows::cycle);
      return;
    }
    try (Live live = BPFProgram.load(Live.class)) {
      rows.run(live, args[0], args[1]);
    }
  }

  private void run(Live live, String function, String argument) throws InterruptedException {
    switch (function) {
      case "long_get" -> {
        live.counter.set(7L);
        iterate(count -> get(live.counter, count, value -> value));
      }
      case "int_get" -> {
        live.number.set(7);
        iterate(count -> get(live.number, count, value -> value));
      }
      case "long_set" ->
          iterate(
              count -> {
                for (int i = 0; i < count; i++) {
                  live.counter.set(i * 3L);
                }
                return live.counter.get();
              });
      case "int_set" ->
          iterate(
              count -> {
                for (int i = 0; i < count; i++) {
                  live.number.set(i * 3);
                }
                return Integer.toUnsignedLong(live.number.get());
              });
      case "struct_get" -> iterate(count -> get(live.sample, count, Live.Sample::sum));
      case "call_get" -> iterate(count -> get(live.call, count, Live.Call::sum));
      case "map_lookup", "map_update" -> {
        boolean update = function.equals("map_update");
        switch (argument) {
          case "array_8" -> words(live.array8, update);
          case "hash_8" -> words(live.hash8, update);
          case "array_256" -> blocks(live.array256, update);
          case "hash_256" -> blocks(live.hash256, update);
          default -> throw new IllegalArgumentException("no map " + argument);
        }
      }
      case "lost_updates" -> lostUpdates(live, Integer.parseInt(argument));
      default -> throw new IllegalArgumentException("no row " + function);
    }
  }

  private void iterate(IntToLongFunction row) {
    long checksum = 0;
    for (int i = 0; i < warmup + iterations; i++) {
      long started = System.nanoTime();
      long sum = row.applyAsLong(operations);
      long ended = System.nanoTime();
      if (i >= warmup) {
        FIGURES.println("nanoseconds " + (ended - started));
        checksum = checksum * 31 + sum;
      }
    }
    FIGURES.println("checksum " + checksum);
  }

  private static <T> long get(GlobalVariable<T> variable, int count, ToLongFunction<T> sum) {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += sum.applyAsLong(variable.get());
    }
    return total;
  }

  private void words(BPFBaseMap<Integer, Long> map, boolean update) {
    map(map, update, number -> number, value -> value + value); // its first word is its last
  }

  private void blocks(BPFBaseMap<Integer, Live.Block> map, boolean update) {
    map(
        map,
        update,
        number -> new Live.Block(number, "", number),
        block -> block.first() + block.last());
  }

  private <V> void map(
      BPFBaseMap<Integer, V> map, boolean update, LongFunction<V> value, ToLongFunction<V> sum) {
    for (int i = 0; i < Live.ENTRIES; i++) {
      put(map, i, value.apply(i));
    }
    iterate(
        count -> {
          long total = 0;
          if (update) {
            for (int i = 0; i < count; i++) {
              put(map, i % Live.ENTRIES, value.apply(i));
            }
            for (int i = 0; i < Live.ENTRIES; i++) {
              total = total * 31 + sum.applyAsLong(map.get(i));
            }
          } else {
            for (int i = 0; i < count; i++) {
              total += sum.applyAsLong(map.get(i % Live.ENTRIES));
            }
          }
          return total;
        });
  }

  private static <V> void put(BPFBaseMap<Integer, V> map, int key, V value) {
    if (!map.put(key, value)) {
      throw new IllegalStateException("cannot put key " + key);
    }
  }

  /** It opens, loads and then sets. */
  private static long cycle(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      try (Small small = BPFProgram.load(Small.class)) {
        long value = i * 10L;
        for (GlobalVariable<Long> variable : small.ten()) {
          variable.set(value++);
        }
        if (i == 0) {
          for (GlobalVariable<Long> variable : small.ten()) {
            sum = sum * 31 + variable.get();
          }
        }
      }
    }
    return sum;
  }

  /** The kernel counts in one variable while Java sets another; a map tells how often it did. */
  private static void lostUpdates(Live live, int runs) throws InterruptedException {
    int program = Lib.bpf_program__fd(live.getProgramByName("count").prog());
    AtomicInteger result = new AtomicInteger();
    Thread kernel = new Thread(() -> result.set(testRun(program, runs)));
    kernel.start();
    for (int i = 0; kernel.isAlive(); i++) {
      live.mode.set(i & Integer.MAX_VALUE);
    }
    kernel.join();
    if (result.get() != 0) {
      throw new IllegalStateException("test run: " + result);
    }
    long counted = live.counted.get(0);
    FIGURES.println("value - lost " + (counted - live.hits.get()));
    FIGURES.println("checksum " + counted);
  }

  /** By its raw bindings: it has no test run of its own for a program on packets. */
  private static int testRun(int program, int runs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = arena.allocate(bpf_test_run_opts.layout());
      bpf_test_run_opts.sz(options, options.byteSize());
      bpf_test_run_opts.data_in(options, arena.allocate(64));
      bpf_test_run_opts.data_size_in(options, 64);
      bpf_test_run_opts.repeat(options, runs);
      return Lib.bpf_prog_test_run_opts(program, options);
    }
  }
}
