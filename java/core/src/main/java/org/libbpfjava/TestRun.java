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
  private static final byte[] NONE = {};
  private static final TestRun ONCE = new TestRun(NONE, NONE, 0, 0, 0);

  private final byte[] data;
  private final byte[] context;
  private final int dataOutSize;
  private final int contextOutSize;
  private final int repeat;

  private TestRun(byte[] data, byte[] context, int dataOutSize, int contextOutSize, int repeat) {
    this.data = data;
    this.context = context;
    this.dataOutSize = dataOutSize;
    this.contextOutSize = contextOutSize;
    this.repeat = repeat;
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
    return new TestRun(
        Objects.requireNonNull(data, "data").clone(), context, dataOutSize, contextOutSize, repeat);
  }

  /**
   * Gives the program a context: a {@code struct __sk_buff} or {@code xdp_md}, the arguments of a
   * raw tracepoint, or the context of a syscall program.
   *
   * @param context its bytes in the machine's byte order, copied
   * @return the changed run
   */
  public TestRun withContext(byte[] context) {
    return new TestRun(
        data,
        Objects.requireNonNull(context, "context").clone(),
        dataOutSize,
        contextOutSize,
        repeat);
  }

  /**
   * Asks for the packet as the program left it.
   *
   * @param bytes the room for it
   * @return the changed run
   * @throws IllegalArgumentException if it is negative
   */
  public TestRun withDataOut(int bytes) {
    return new TestRun(data, context, checkSize("dataOut", bytes), contextOutSize, repeat);
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
    return new TestRun(data, context, dataOutSize, checkSize("contextOut", bytes), repeat);
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
    return new TestRun(data, context, dataOutSize, contextOutSize, times == 1 ? 0 : times);
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

  boolean asksForContextAlone() {
    return contextOutSize > 0 && data.length == 0 && dataOutSize == 0 && repeat == 0;
  }

  TestRunFailure.Request request(int dataNeeded) {
    return new TestRunFailure.Request(
        data.length, dataOutSize, context.length, contextOutSize, Math.max(repeat, 1), dataNeeded);
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
        + " of context)";
  }
}
