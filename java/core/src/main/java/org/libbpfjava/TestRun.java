package org.libbpfjava;

import java.util.Objects;
import org.libbpfjava.internal.failure.TestRunFailure;

/**
 * What a program gets in a test run.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @see BpfProgram#testRun
 * @libbpf struct bpf_test_run_opts
 */
public final class TestRun {
  private static final int BPF_F_TEST_RUN_ON_CPU = 1;
  private static final int BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1;
  private static final int BPF_F_TEST_SKB_CHECKSUM_COMPLETE = 1 << 2;
  private static final int LARGEST_BATCH = 256; // TEST_XDP_MAX_BATCH, net/bpf/test_run.c

  private static final byte[] NONE = {};
  private static final TestRun ONCE = new TestRun(NONE, NONE, 0, 0, 0, 0, 0, 0);

  private final byte[] data;
  private final byte[] context;
  private final int dataOutSize;
  private final int contextOutSize;
  private final int repeat;
  private final int flags;
  private final int cpu;
  private final int batchSize;

  private TestRun(
      byte[] data,
      byte[] context,
      int dataOutSize,
      int contextOutSize,
      int repeat,
      int flags,
      int cpu,
      int batchSize) {
    this.data = data;
    this.context = context;
    this.dataOutSize = dataOutSize;
    this.contextOutSize = contextOutSize;
    this.repeat = repeat;
    this.flags = flags;
    this.cpu = cpu;
    this.batchSize = batchSize;
  }

  /** {@return one run without data or context} */
  public static TestRun once() {
    return ONCE;
  }

  /**
   * Gives the program a packet.
   *
   * @param data the packet from its Ethernet header on, copied; the kernel wants at least 14 bytes
   * @return the changed run
   */
  public TestRun withData(byte[] data) {
    byte[] copy = Objects.requireNonNull(data, "data").clone();
    return new TestRun(copy, context, dataOutSize, contextOutSize, repeat, flags, cpu, batchSize);
  }

  /**
   * Gives the program a context: a {@code struct __sk_buff} or {@code xdp_md}, the arguments of a
   * raw tracepoint, or the context of a syscall program.
   *
   * @param context its bytes in the machine's byte order, copied
   * @return the changed run
   */
  public TestRun withContext(byte[] context) {
    byte[] copy = Objects.requireNonNull(context, "context").clone();
    return new TestRun(data, copy, dataOutSize, contextOutSize, repeat, flags, cpu, batchSize);
  }

  /**
   * Asks for the packet as the program left it.
   *
   * @param bytes the room for it
   * @return the changed run
   * @throws IllegalArgumentException if it is negative
   */
  public TestRun withDataOut(int bytes) {
    int size = checkSize("dataOut", bytes);
    return new TestRun(data, context, size, contextOutSize, repeat, flags, cpu, batchSize);
  }

  /**
   * Asks for the context as the program left it. For a syscall program these are the first bytes of
   * what {@link #withContext} gave it.
   *
   * @param bytes the room for it
   * @return the changed run
   * @throws IllegalArgumentException if it is negative
   */
  public TestRun withContextOut(int bytes) {
    int size = checkSize("contextOut", bytes);
    return new TestRun(data, context, dataOutSize, size, repeat, flags, cpu, batchSize);
  }

  /**
   * Runs the program several times in one call, with the same packet.
   *
   * @param times how often, at least 1; tracing programs refuse more than 1
   * @return the changed run
   * @throws IllegalArgumentException if it is less than 1
   */
  public TestRun withRepeat(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("a test run cannot repeat " + times + " times");
    }
    int repeats = times == 1 ? 0 : times;
    return new TestRun(data, context, dataOutSize, contextOutSize, repeats, flags, cpu, batchSize);
  }

  /**
   * Runs the program on a CPU. Programs at raw tracepoints alone can be run so.
   *
   * @param cpu the CPU, from 0
   * @return the changed run
   * @throws IllegalArgumentException if it is negative
   * @kernel 5.10, 1b4d60ec162f ("bpf: Enable BPF_PROG_TEST_RUN for raw_tracepoint")
   */
  public TestRun withCpu(int cpu) {
    if (cpu < 0) {
      throw new IllegalArgumentException("there is no CPU " + cpu);
    }
    int more = flags | BPF_F_TEST_RUN_ON_CPU;
    return new TestRun(data, context, dataOutSize, contextOutSize, repeat, more, cpu, batchSize);
  }

  /**
   * Sends the packets of an XDP program for real, in batches. The packet comes in at the network
   * interface that {@code ingress_ifindex} of the context names, the loopback interface without a
   * context. What the program returns happens to it: XDP_PASS gives it to the network stack, XDP_TX
   * and XDP_REDIRECT send it. {@link #withRepeat} says how many packets there are. Nothing is given
   * back but the duration.
   *
   * @param batchSize how many packets are handled before they are sent on, 1 to 256
   * @return the changed run
   * @throws IllegalArgumentException if the batch has another size
   * @kernel 5.18, b530e9e1063e ("bpf: Add "live packet" mode for XDP in BPF_PROG_RUN")
   */
  public TestRun withLiveFrames(int batchSize) {
    if (batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          "a batch has 1 to " + LARGEST_BATCH + " packets, not " + batchSize);
    }
    int more = flags | BPF_F_TEST_XDP_LIVE_FRAMES;
    return new TestRun(data, context, dataOutSize, contextOutSize, repeat, more, cpu, batchSize);
  }

  /**
   * Gives the packet of a program on {@code __sk_buff} a full checksum, as network interfaces do
   * that compute it. The kernel checks after the run that the program has kept it right.
   *
   * @return the changed run
   * @kernel 6.11, a3cfe84cca28 ("bpf: Add CHECKSUM_COMPLETE to bpf test progs")
   */
  public TestRun withFullChecksum() {
    int more = flags | BPF_F_TEST_SKB_CHECKSUM_COMPLETE;
    return new TestRun(data, context, dataOutSize, contextOutSize, repeat, more, cpu, batchSize);
  }

  private static int checkSize(String what, int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(what + " cannot have " + bytes + " bytes");
    }
    return bytes;
  }

  byte[] rawData() {
    return data;
  }

  byte[] rawContext() {
    return context;
  }

  int dataOutSize() {
    return dataOutSize;
  }

  int contextOutSize() {
    return contextOutSize;
  }

  int rawRepeat() {
    return repeat;
  }

  int flags() {
    return flags;
  }

  int cpu() {
    return cpu;
  }

  int batchSize() {
    return batchSize;
  }

  boolean asksForContextAlone() {
    return contextOutSize > 0 && data.length == 0 && dataOutSize == 0 && repeat == 0 && flags == 0;
  }

  boolean hasFlagsThatXdpNeverHas() {
    return (flags & ~BPF_F_TEST_XDP_LIVE_FRAMES) != 0;
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  TestRunFailure.Request request(int dataNeeded) {
    return new TestRunFailure.Request(
        data.length,
        dataOutSize,
        context.length,
        contextOutSize,
        Math.max(repeat, 1),
        dataNeeded,
        has(BPF_F_TEST_RUN_ON_CPU),
        cpu,
        has(BPF_F_TEST_XDP_LIVE_FRAMES),
        has(BPF_F_TEST_SKB_CHECKSUM_COMPLETE));
  }

  @Override
  public String toString() {
    return "test run ("
        + data.length
        + " bytes of data, "
        + context.length
        + " of context, "
        + Math.max(repeat, 1)
        + " times, room for "
        + dataOutSize
        + " bytes of data and "
        + contextOutSize
        + " of context"
        + (has(BPF_F_TEST_RUN_ON_CPU) ? ", on CPU " + cpu : "")
        + (has(BPF_F_TEST_XDP_LIVE_FRAMES) ? ", live in batches of " + batchSize : "")
        + (has(BPF_F_TEST_SKB_CHECKSUM_COMPLETE) ? ", with a full checksum" : "")
        + ")";
  }
}
