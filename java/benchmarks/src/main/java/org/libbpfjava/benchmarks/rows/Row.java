package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A timed row. JMH times one call of {@link #iterate} an iteration, or a known number of them, so
 * that C can be asked for exactly as many operations, and both add up what they read and wrote.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Row {
  /** Names the folder of the objects. */
  public static final String OBJECTS = "benchmarks.objects";

  /** Names the file that gets the checksum when a fork ends. */
  public static final String CHECKSUM = "benchmarks.checksum";

  /** How long a fork runs at most before JMH counts iterations, in milliseconds. */
  public static final String WARM_UP = "benchmarks.warmup";

  /** Compilers are idle while they take less than {@link #IDLE_MILLIS} of this. */
  private static final long IDLE_NANOS = 4_000_000_000L;

  private static final long IDLE_MILLIS = 40;

  static final String LIVE = "live";

  @Param("")
  public String argument = "";

  @Param("1")
  public int operations;

  private long sum;
  private long checksum;

  /** Prepares what is not timed. */
  abstract void open();

  /** Prepares so many operations: before each call of {@link #run}, not timed. */
  void prepare(int count) {}

  /** Does the operations. {@return a sum over what was read and written} */
  abstract long run(int operations);

  /** Undoes {@link #open}. */
  abstract void close();

  @Setup(Level.Trial)
  public final void setUp() {
    open();
    warmUp(Long.getLong(WARM_UP, 0) * 1_000_000);
  }

  /**
   * Runs until the compilers have been idle for a while. Paths of many methods are compiled after
   * thousands of calls, and again after tens of thousands: where one takes a millisecond that is
   * after many seconds, during which the compilers take time from what is measured.
   */
  private void warmUp(long most) {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    long begun = System.nanoTime();
    long busyAt = begun;
    long compiled = compilers.getTotalCompilationTime();
    long now = begun;
    while (now - begun < most && now - busyAt < IDLE_NANOS) {
      int few = warmUpOperations();
      prepare(few);
      sum = run(few);
      now = System.nanoTime();
      long total = compilers.getTotalCompilationTime();
      if (total - compiled > IDLE_MILLIS) {
        compiled = total;
        busyAt = now;
      }
    }
  }

  /** {@return how many operations one call of {@link #run} does in the warm-up} */
  int warmUpOperations() {
    return Math.min(operations, 1000);
  }

  // JMH times each call of iterate() for itself where something comes before each.
  @Setup(Level.Invocation)
  public final void prepare() {
    prepare(operations);
  }

  @Benchmark
  public final long iterate() {
    sum = run(operations);
    return sum;
  }

  @TearDown(Level.Invocation)
  public final void add(IterationParams iteration) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      add();
    }
  }

  @TearDown(Level.Trial)
  public final void tearDown() throws IOException {
    close();
    Files.writeString(Path.of(System.getProperty(CHECKSUM)), Long.toString(checksum));
  }

  /** Without JMH: some iterations, the first of which is warm-up. {@return the checksum} */
  public final long runOnce(String argument, int operations, int iterations) {
    this.argument = argument;
    this.operations = operations;
    open();
    try {
      prepare();
      iterate();
      for (int i = 0; i < iterations; i++) {
        prepare();
        iterate();
        add();
      }
    } finally {
      close();
    }
    return checksum;
  }

  private void add() {
    checksum = checksum * 31 + sum;
  }

  static OpenBpfObject openObject(String name) {
    return BpfObject.open(path(name));
  }

  static BpfObject loadObject(String name) {
    return openObject(name).load();
  }

  static Path path(String name) {
    return Path.of(System.getProperty(OBJECTS), name + ".bpf.o");
  }
}
