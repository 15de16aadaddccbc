package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_epoll_add;
import static org.libbpfjava.raw.global.plain.lbj_epoll_create;
import static org.libbpfjava.raw.global.plain.lbj_epoll_wait;
import static org.libbpfjava.raw.global.plain.lbj_eventfd;
import static org.libbpfjava.raw.global.plain.lbj_eventfd_clear;
import static org.libbpfjava.raw.global.plain.lbj_eventfd_wake;

import java.util.function.IntSupplier;
import org.libbpfjava.internal.failure.ReturnCode;

/**
 * Waits until the kernel has events, or until somebody in this process says {@link #wake}. The
 * owner sees to it that nobody is inside {@link #close}.
 */
public final class Epoll implements AutoCloseable {
  /** What a descriptor is watched for. */
  public enum Interest {
    /** Something to read has come. */
    READ,
    /** Room to write has come. */
    WRITE
  }

  private final Descriptors descriptors;
  private final int epoll;
  private final int waker;
  private final String subject;

  private Epoll(Descriptors descriptors, int epoll, int waker, String subject) {
    this.descriptors = descriptors;
    this.epoll = epoll;
    this.waker = waker;
    this.subject = subject;
  }

  /**
   * Opens it, with nothing to watch.
   *
   * @param subject whose events they are, as messages quote it
   */
  public static Epoll open(String subject) {
    Descriptors descriptors = new Descriptors();
    try {
      int epoll = descriptor(descriptors, () -> lbj_epoll_create(), subject);
      int waker = descriptor(descriptors, () -> lbj_eventfd(), subject);
      ReturnCode.check(lbj_epoll_add(epoll, waker, 0), "watch", subject);
      return new Epoll(descriptors, epoll, waker, subject);
    } catch (Throwable e) {
      descriptors.close();
      throw e;
    }
  }

  private static int descriptor(Descriptors descriptors, IntSupplier open, String subject) {
    int[] place = descriptors.reserve();
    Reclaim.retry(() -> place[0] = open.getAsInt());
    return ReturnCode.check(place[0], "watch", subject);
  }

  /** Watches one descriptor more, as long as what is behind it lives. */
  public void add(int fd, Interest interest) {
    ReturnCode.check(
        lbj_epoll_add(epoll, fd, interest == Interest.WRITE ? 1 : 0), "watch", subject);
  }

  /**
   * Waits. It may return early, with nothing to report.
   *
   * @param millis how long; negative for ever
   * @return how many descriptors have reported since the last call
   */
  public int await(int millis) {
    return ReturnCode.check(lbj_epoll_wait(epoll, millis), "wait for", subject);
  }

  /** Ends a wait that runs on another thread, or the next one. Any thread may call it. */
  public void wake() {
    lbj_eventfd_wake(waker);
  }

  /** Takes back calls of {@link #wake} that ended no wait. */
  public void clearWake() {
    lbj_eventfd_clear(waker);
  }

  /** {@return the descriptor, which can be watched itself} */
  public int fd() {
    return epoll;
  }

  /** Closes its descriptors. */
  @Override
  public void close() {
    descriptors.close();
  }
}
