package org.libbpfjava.internal.failure;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;

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
    // Where descriptors have run out, a class more may not be had.
    return isDenial(errno)
        ? refusal(errno, what, Need.ofAnything())
        : new BpfException(what, errno);
  }

  private static boolean isDenial(int errno) {
    return errno == Errno.EPERM || errno == Errno.EACCES;
  }

  /**
   * As {@link #refusal(int, String)}, where more than CAP_BPF may be missing.
   *
   * @param need what the call asks of the process
   */
  static BpfException refusal(int errno, String what, Need need) {
    return missingPermission(errno, what, need).orElseGet(() -> new BpfException(what, errno));
  }

  /** The exception that names a missing capability, empty where that is not what it is about. */
  public static Optional<BpfException> missingPermission(int errno, String what, Need need) {
    return isDenial(errno)
        ? Permission.ofThisThread()
            .missing(need)
            .map(
                missing ->
                    new BpfPermissionException(
                        what + ": " + Errno.describe(errno) + ", " + missing, errno))
        : Optional.empty();
  }

  /**
   * {@return the clause that names a capability which any use of bpf(2) needs and the calling
   * thread lacks, empty where it has them}
   */
  public static String missingCapability() {
    return Permission.ofThisThread().missing(Need.ofAnything()).orElse("");
  }
}
