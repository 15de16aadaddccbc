package org.libbpfjava.attach;

import java.util.Objects;

/**
 * An event that the processor or the kernel counts: the program runs each time that so many of them
 * have happened. Takes programs of {@code SEC("perf_event")}.
 *
 * <pre>{@code
 * program.attach(PerfEvent.perSecond(99, PerfEvent.Software.CPU_CLOCK)); // a profiler
 * program.attach(PerfEvent.every(1, PerfEvent.Software.PAGE_FAULTS).ofProcess(4711));
 * }</pre>
 *
 * <p>The event counts as long as the link lives. An event belongs to one CPU or one thread. Where
 * several are asked for, {@code attach} opens one event and one link for each, and returns a link
 * that stands for all of them: it cannot be pinned, updated or asked.
 *
 * @kernel 4.9
 * @libbpf bpf_program__attach_perf_event_opts, perf_event_open(2)
 */
public final class PerfEvent implements AttachOptions {
  /** What is counted. */
  public sealed interface Event permits Software, Hardware, Cache, Breakpoint {}

  /** What the kernel itself counts, on every machine. */
  public enum Software implements Event {
    /** Nanoseconds of a CPU. */
    CPU_CLOCK(0),
    /** Nanoseconds that a thread has run. */
    TASK_CLOCK(1),
    /** Page faults. */
    PAGE_FAULTS(2),
    /** Switches from one thread to another. */
    CONTEXT_SWITCHES(3),
    /** Threads that go on on another CPU. */
    CPU_MIGRATIONS(4),
    /** Page faults that needed no disk. */
    MINOR_PAGE_FAULTS(5),
    /** Page faults that needed a disk. */
    MAJOR_PAGE_FAULTS(6),
    /** Unaligned accesses that the kernel has mended. */
    ALIGNMENT_FAULTS(7),
    /** Instructions that the kernel has emulated. */
    EMULATION_FAULTS(8),
    /** Switches to a thread of another control group. */
    CGROUP_SWITCHES(11);

    private final int number;

    Software(int number) {
      this.number = number;
    }

    /** {@return the number that the kernel gives it, PERF_COUNT_SW_*} */
    public int number() {
      return number;
    }
  }

  /** What the processor counts; virtual machines often have none of it. */
  public enum Hardware implements Event {
    /** Cycles. */
    CPU_CYCLES(0),
    /** Instructions that were completed. */
    INSTRUCTIONS(1),
    /** Accesses of the last level of cache. */
    CACHE_REFERENCES(2),
    /** Those that it did not hold. */
    CACHE_MISSES(3),
    /** Branches. */
    BRANCH_INSTRUCTIONS(4),
    /** Branches that were predicted wrong. */
    BRANCH_MISSES(5),
    /** Cycles of the bus. */
    BUS_CYCLES(6),
    /** Cycles without instructions to begin with. */
    STALLED_CYCLES_FRONTEND(7),
    /** Cycles in which instructions waited. */
    STALLED_CYCLES_BACKEND(8),
    /** Cycles at a constant rate. */
    REFERENCE_CPU_CYCLES(9);

    private final int number;

    Hardware(int number) {
      this.number = number;
    }

    /** {@return the number that the kernel gives it, PERF_COUNT_HW_*} */
    public int number() {
      return number;
    }
  }

  /**
   * Accesses of a cache of the processor.
   *
   * @param unit which cache
   * @param operation which accesses
   * @param result all of them, or those that it did not hold
   */
  public record Cache(Unit unit, Operation operation, Result result) implements Event {
    /** A cache. */
    public enum Unit {
      /** The first level, for data. */
      L1_DATA,
      /** The first level, for instructions. */
      L1_INSTRUCTIONS,
      /** The last level. */
      LAST_LEVEL,
      /** Addresses of data. */
      DATA_TLB,
      /** Addresses of instructions. */
      INSTRUCTION_TLB,
      /** Predictions of branches. */
      BRANCH_PREDICTION,
      /** Memory of this and other nodes. */
      NODE
    }

    /** A kind of access. */
    public enum Operation {
      /** Reads. */
      READ,
      /** Writes. */
      WRITE,
      /** Reads ahead of need. */
      PREFETCH
    }

    /** Which accesses count. */
    public enum Result {
      /** All. */
      ACCESS,
      /** Those that the cache did not hold. */
      MISS
    }

    /** Refuses null by NullPointerException. */
    public Cache {
      Objects.requireNonNull(unit, "unit");
      Objects.requireNonNull(operation, "operation");
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * Accesses of an address, by a register of the processor, of which there are few.
   *
   * @param address in the memory of the kernel or of the one process
   * @param access which accesses
   * @param length bytes from there: 1, 2, 4 or 8; for {@link Access#EXECUTE} 8
   */
  public record Breakpoint(long address, Access access, int length) implements Event {
    /** A kind of access. */
    public enum Access {
      /** The instruction is executed. */
      EXECUTE,
      /** It is written. */
      WRITE,
      /** It is read or written. */
      READ_WRITE
    }

    /**
     * Refuses null by NullPointerException, and other lengths by IllegalArgumentException.
     *
     * @throws IllegalArgumentException if the length is no power of 2 up to 8, or not 8 for
     *     instructions
     */
    public Breakpoint {
      Objects.requireNonNull(access, "access");
      boolean fits =
          access == Access.EXECUTE
              ? length == Long.BYTES
              : length == 1 || length == 2 || length == 4 || length == 8;
      if (!fits) {
        throw new IllegalArgumentException(
            "a breakpoint for " + access + " cannot have the length " + length);
      }
    }
  }

  /** Where events are counted. */
  public enum Scope {
    /** On all CPUs that run. */
    ALL_CPUS,
    /** On one CPU. */
    CPU,
    /** In the threads of a process, those that it makes later included. */
    PROCESS,
    /** In a thread, and in those that it makes later. */
    THREAD
  }

  private final Event event;
  private final long sampling;
  private final boolean perSecond;
  private final Scope scope;
  private final int number;
  private final long cookie;

  private PerfEvent(
      Event event, long sampling, boolean perSecond, Scope scope, int number, long cookie) {
    this.event = event;
    this.sampling = sampling;
    this.perSecond = perSecond;
    this.scope = scope;
    this.number = number;
    this.cookie = cookie;
  }

  /**
   * {@return an event, after so many of which the program runs, on all CPUs}
   *
   * @param period 1 for each of them; for clocks it is nanoseconds
   * @param event what is counted
   * @throws IllegalArgumentException if the period is less than 1
   */
  public static PerfEvent every(long period, Event event) {
    if (period < 1) {
      throw new IllegalArgumentException("no program can run every " + period + " events");
    }
    return of(event, period, false);
  }

  /**
   * {@return an event, so many of which are passed over that the program runs as often as that, on
   * all CPUs}
   *
   * @param times a second, on each CPU or in each thread; the kernel's limit is in {@code
   *     /proc/sys/kernel/perf_event_max_sample_rate}
   * @param event what is counted
   * @throws IllegalArgumentException if it is less than 1
   */
  public static PerfEvent perSecond(int times, Event event) {
    if (times < 1) {
      throw new IllegalArgumentException("no program can run " + times + " times a second");
    }
    return of(event, times, true);
  }

  private static PerfEvent of(Event event, long sampling, boolean perSecond) {
    Objects.requireNonNull(event, "event");
    return new PerfEvent(event, sampling, perSecond, Scope.ALL_CPUS, 0, 0);
  }

  /**
   * Counts on one CPU alone.
   *
   * @param cpu its number, from 0 on
   * @return the changed options
   * @throws IllegalArgumentException if it is negative
   */
  public PerfEvent onCpu(int cpu) {
    AttachText.notNegative(cpu, "cpu");
    return new PerfEvent(event, sampling, perSecond, Scope.CPU, cpu, cookie);
  }

  /**
   * Counts in the threads of a process alone, those that it makes later included.
   *
   * @param id its number, as {@link ProcessHandle#pid} gives it
   * @return the changed options
   * @throws IllegalArgumentException if no process can have it
   */
  public PerfEvent ofProcess(long id) {
    int process = AttachText.process(id, "process");
    return new PerfEvent(event, sampling, perSecond, Scope.PROCESS, process, cookie);
  }

  /**
   * Counts in a thread alone, and in those that it makes later.
   *
   * @param id its number, as {@code /proc/PID/task} shows it
   * @return the changed options
   * @throws IllegalArgumentException if no thread can have it
   */
  public PerfEvent ofThread(long id) {
    int thread = AttachText.process(id, "thread");
    return new PerfEvent(event, sampling, perSecond, Scope.THREAD, thread, cookie);
  }

  /**
   * Gives the program a number that bpf_get_attach_cookie() returns.
   *
   * @param cookie any 64 bits
   * @return the changed options
   * @kernel 5.15
   */
  public PerfEvent withCookie(long cookie) {
    return new PerfEvent(event, sampling, perSecond, scope, number, cookie);
  }

  /** {@return what is counted} */
  public Event event() {
    return event;
  }

  /** {@return after how many events the program runs, or how often a second} */
  public long sampling() {
    return sampling;
  }

  /** {@return whether {@link #sampling} is how often a second} */
  public boolean isPerSecond() {
    return perSecond;
  }

  /** {@return where it is counted} */
  public Scope scope() {
    return scope;
  }

  /** {@return the number of the CPU, process or thread; 0 for all CPUs} */
  public int number() {
    return number;
  }

  /** {@return what bpf_get_attach_cookie() returns, 0 unless it was set} */
  public long cookie() {
    return cookie;
  }

  @Override
  public String toString() {
    return "PerfEvent "
        + event
        + (perSecond ? ", " + sampling + " times a second" : ", every " + sampling)
        + switch (scope) {
          case ALL_CPUS -> ", on all CPUs";
          case CPU -> ", on CPU " + number;
          case PROCESS -> ", of process " + number;
          case THREAD -> ", of thread " + number;
        }
        + AttachText.cookie(cookie);
  }
}
