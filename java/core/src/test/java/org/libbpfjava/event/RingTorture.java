package org.libbpfjava.event;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.TestRun;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OwnThread;
import org.libbpfjava.testing.PinnedMaps;

/**
 * Lets BPF programs on all processors write into one small ring, and readers of two processes, one
 * after the other, check every record. Nothing may be lost, come twice or be torn.
 *
 * <p>As a program: {@code RingTorture RECORDS [SEED]}.
 */
final class RingTorture {
  private static final int DONE = 2; // enum result of torture.bpf.c
  private static final int DROPPED = 1;

  /**
   * What happened.
   *
   * @param records that were written and checked
   * @param dropped tries to write that found no room, which the programs count
   * @param discarded records that programs gave up, which the reader skipped
   * @param wakeUps waits that the kernel ended
   * @param wraps how many different numbers of words of a record stood in front of the ring's end
   */
  record Summary(long records, long dropped, long discarded, long wakeUps, int wraps) {}

  private RingTorture() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("takeover")) {
      takeOver(arguments);
      return;
    }
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
    System.out.println("seed " + seed);
    long begin = System.nanoTime();
    Summary summary = run(Long.parseLong(arguments[0]), seed, 10);
    System.out.println(summary + ", in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    long missed = SleepRace.run(200_000);
    if (missed > 0) {
      throw new AssertionError("a reader slept beside a record in " + missed + " of 200000 races");
    }
    for (int discards : new int[] {0, 1, 20, 200}) {
      RingWakeUps.Summary sleeps = RingWakeUps.run(Duration.ofSeconds(5), discards);
      System.out.println(discards + " discarded before each: " + sleeps);
      if (sleeps.missed() > 0) {
        throw new AssertionError("a reader was not woken: " + sleeps);
      }
    }
  }

  /**
   * Runs it.
   *
   * @param count how many records there are to be
   * @param takeovers how often another process reads on
   * @throws AssertionError if the reader fails
   */
  static Summary run(long count, long seed, int takeovers) throws Exception {
    int producers =
        Math.min(TortureRecords.PRODUCERS, Runtime.getRuntime().availableProcessors() + 1);
    try (BpfFs pins = BpfFs.mount();
        BpfObject object = BpfObjects.load("torture.bpf.o")) {
      Path pin = pins.path("ring");
      PinnedMaps.pin(object.map("ring"), pin);
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        long share = count / producers + (i < count % producers ? 1 : 0);
        object.variable("producers[" + i + "].limit").setLong(share);
      }
      for (int i = 0; i < producers; i++) {
        int index = i;
        BpfProgram program = object.program("produce");
        writers.add(OwnThread.run(() -> write(program, index, new Random(seed + index))));
      }
      Reader reader = new Reader(object, pin, new Random(seed));
      for (int i = 1; i <= takeovers; i++) {
        reader.readUntil(count / (takeovers + 1) * i);
        reader.handOver(count / 1000);
      }
      reader.readUntil(count);
      for (CompletableFuture<Void> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      return reader.summary();
    }
  }

  /** Some records at a time, so that the reader is behind at times and waits at others. */
  private static void write(BpfProgram program, int producer, Random random) {
    byte[] data = new byte[64];
    Arrays.fill(data, (byte) producer);
    TestRun run = TestRun.once().withData(data);
    while (true) {
      int result = program.testRun(run.withRepeat(1 << random.nextInt(9))).returnValue();
      if (result == DONE) {
        return;
      }
      if (result == DROPPED) {
        LockSupport.parkNanos(200_000); // the reader may need this processor
      } else if (random.nextInt(8) == 0) {
        LockSupport.parkNanos(random.nextInt(100_000));
      }
    }
  }

  /** The readers of this process and of those that it starts. */
  private static final class Reader {
    private final BpfObject object;
    private final Path pin;
    private final Random random;
    private final BitSet wraps = new BitSet();
    private long[] next = new long[TortureRecords.PRODUCERS];
    private long discarded;
    private long wakeUps;

    Reader(BpfObject object, Path pin, Random random) {
      this.object = object;
      this.pin = pin;
      this.random = random;
    }

    void readUntil(long count) throws InterruptedException {
      TortureRecords records = new TortureRecords(next);
      try (TortureConsumer consumer = new TortureConsumer(object.map("ring"), records, random)) {
        consumer.readUntil(count);
        discarded += consumer.discarded();
        wakeUps += consumer.wakeUps();
        wraps.or(consumer.wraps());
      }
      next = records.next();
    }

    /** Lets another process read some records, from the position in memory on. */
    void handOver(long count) throws Exception {
      List<String> arguments = new ArrayList<>();
      arguments.add("takeover");
      arguments.add(pin.toString());
      arguments.add(String.valueOf(random.nextLong()));
      arguments.add(String.valueOf(Arrays.stream(next).sum() + count));
      Arrays.stream(next).mapToObj(String::valueOf).forEach(arguments::add);
      ChildProcess child =
          ChildProcess.run(
              Map.of(), ChildProcess.java(RingTorture.class, arguments.toArray(new String[0])));
      if (child.status() != 0) {
        throw new AssertionError(child.output());
      }
      long[] numbers =
          Arrays.stream(child.output().trim().split(" ")).mapToLong(Long::parseLong).toArray();
      next = Arrays.copyOf(numbers, next.length);
      discarded += numbers[next.length];
    }

    Summary summary() {
      long records = 0;
      long dropped = 0;
      long givenUp = 0;
      for (int i = 0; i < next.length; i++) {
        if (read(i, "next") != next[i]) {
          throw new AssertionError(
              "lost: producer " + i + " wrote " + read(i, "next") + ", and " + next[i] + " came");
        }
        records += next[i];
        dropped += read(i, "dropped");
        givenUp += read(i, "discarded");
      }
      if (givenUp != discarded) {
        throw new AssertionError(givenUp + " were discarded, and " + discarded + " skipped");
      }
      return new Summary(records, dropped, discarded, wakeUps, wraps.cardinality());
    }

    private long read(int producer, String member) {
      GlobalVariable variable = object.variable("producers[" + producer + "]." + member);
      return variable.getLong();
    }
  }

  /** In another process: PIN SEED UNTIL NEXT… */
  private static void takeOver(String[] arguments) throws Exception {
    long[] next =
        Arrays.stream(arguments, 4, arguments.length).mapToLong(Long::parseLong).toArray();
    TortureRecords records = new TortureRecords(next);
    Random random = new Random(Long.parseLong(arguments[2]));
    try (BpfObject object = PinnedMaps.load("torture.bpf.o", "ring", Path.of(arguments[1]));
        TortureConsumer consumer = new TortureConsumer(object.map("ring"), records, random)) {
      consumer.readUntil(Long.parseLong(arguments[3]));
      StringBuilder output = new StringBuilder();
      for (long number : records.next()) {
        output.append(number).append(' ');
      }
      System.out.println(output.append(consumer.discarded()));
    }
  }
}
