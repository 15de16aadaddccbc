package org.libbpfjava.internal.failure;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** The one door through which return codes of libbpf and of our shim become exceptions. */
public final class ReturnCode {
  private ReturnCode() {}

  /**
   * Passes a result on, or throws.
   *
   * @param result what a function returned; negative is an errno
   * @param action what was tried, such as {@code "set max_entries of map"}
   * @param subject on what: a name, which the message quotes
   * @return the result, not negative
   */
  public static int check(int result, String action, String subject) {
    return (int) check((long) result, action, subject);
  }

  /** As {@link #check(int, String, String)}, for sizes and addresses. */
  public static long check(long result, String action, String subject) {
    if (result < 0) {
      throw refusal((int) -result, action + " '" + subject + "'");
    }
    return result;
  }

  /**
   * The exception for an errno, of the subclass that fits it.
   *
   * @param errno a positive error number
   * @param what what was tried on what
   * @return the exception, to be thrown by the caller
   */
  public static BpfException refusal(int errno, String what) {
    return refusal(Message.of(what).withErrno(errno));
  }

  /** As {@link #refusal(int, String)}, with what libbpf said. */
  public static BpfException refusal(Message what) {
    // Where descriptors have run out, a class more may not be had.
    return isDenial(what.errno())
        ? missingPermission(what, Need.ofAnything()).orElseGet(() -> new BpfException(what))
        : new BpfException(what);
  }

  /** As {@link #refusal(Message)}, of a call that needs other capabilities than most. */
  public static BpfException refusal(Message what, Need need) {
    return missingPermission(what, need).orElseGet(() -> refusal(what));
  }

  private static boolean isDenial(int errno) {
    return errno == Errno.EPERM || errno == Errno.EACCES;
  }

  /**
   * The exception that names a missing capability, empty where that is not what it is about.
   *
   * @param what what was tried on what, the error number, and what libbpf said
   */
  public static Optional<BpfException> missingPermission(Message what, Need need) {
    int errno = what.errno();
    return isDenial(errno)
        ? Permission.ofThisThread()
            .missing(need)
            .map(
                missing ->
                    new BpfPermissionException(
                        Message.whole(
                                what.text() + ": " + Errno.describe(errno) + ", " + missing, errno)
                            .withLibbpf(what.libbpf())))
        : Optional.empty();
  }

  /**
   * The exception for a call that the kernel does not allow this process: it names the missing
   * capability, or what else stands in the way.
   *
   * @param what what was tried on what, and the error number
   */
  public static BpfException denial(Message what, Need need) {
    return missingPermission(what, need)
        .orElseGet(
            () ->
                new BpfPermissionException(
                    new Explanation("", Cause.ofThisThread().of(what.errno(), need)).of(what)));
  }

  /**
   * {@return the clause that names a capability which any use of bpf(2) needs and the calling
   * thread lacks, empty where it has them}
   */
  public static String missingCapability() {
    return Permission.ofThisThread().missing(Need.ofAnything()).orElse("");
  }
}
