package org.libbpfjava.internal.failure;

import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** What the error numbers of iterators mean: kernel/bpf/bpf_iter.c. */
public final class IteratorFailure {
  private IteratorFailure() {}

  /**
   * The exception for a link that could not be read.
   *
   * @param link what messages call it
   * @param errno the positive error number
   */
  public static RuntimeException cannotOpen(String link, int errno) {
    String what = "read " + link;
    return errno == Errno.EINVAL
        ? new IllegalArgumentException(
            what + ": it is no iterator: only links of programs of SEC(\"iter/…\") are read")
        : refusal(what, errno, "");
  }

  /**
   * The exception for a read that failed.
   *
   * @param subject what messages call the iterator
   * @param errno the positive error number
   * @param tries how often the read was repeated
   */
  public static BpfException cannotRead(String subject, int errno, int tries) {
    String reason =
        switch (errno) {
          case Errno.EAGAIN ->
              "the program asks for the same element again and again, "
                  + tries
                  + " times in a row: it returns 1, and is to return 0 to go on";
          case Errno.E2BIG ->
              "the program writes more for one element than fits into the kernel's buffer of 8"
                  + " pages";
          default -> "";
        };
    return refusal("read " + subject, errno, reason);
  }

  private static BpfException refusal(String what, int errno, String reason) {
    Message refused = Message.whole(what, errno).withLibbpf(List.of());
    return ReturnCode.missingPermission(refused, Need.ofAnything())
        .orElseGet(() -> new BpfException(new Explanation(reason, "").of(refused)));
  }
}
