package org.libbpfjava;

import java.time.Duration;

/** What a program returned and left behind in a test run. Immutable. */
public final class TestRunResult {
  private final int returnValue;
  private final byte[] dataOut;
  private final byte[] contextOut;
  private final Duration meanDuration;

  TestRunResult(int returnValue, byte[] dataOut, byte[] contextOut, Duration meanDuration) {
    this.returnValue = returnValue;
    this.dataOut = dataOut;
    this.contextOut = contextOut;
    this.meanDuration = meanDuration;
  }

  /** {@return what the last run of the program returned} */
  public int returnValue() {
    return returnValue;
  }

  /** {@return a copy of the packet as the program left it, empty if it was not asked for} */
  public byte[] dataOut() {
    return dataOut.clone();
  }

  /** {@return a copy of the context as the program left it, empty if it was not asked for} */
  public byte[] contextOut() {
    return contextOut.clone();
  }

  /**
   * {@return the mean time of a run by the kernel's clock, zero if it does not time this type of
   * program}
   */
  public Duration meanDuration() {
    return meanDuration;
  }

  @Override
  public String toString() {
    return "returned "
        + Integer.toUnsignedString(returnValue)
        + " (0x"
        + Integer.toHexString(returnValue)
        + "), "
        + dataOut.length
        + " bytes of data, "
        + contextOut.length
        + " of context, mean "
        + meanDuration;
  }
}
