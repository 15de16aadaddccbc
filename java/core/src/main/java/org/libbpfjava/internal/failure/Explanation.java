package org.libbpfjava.internal.failure;

import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/**
 * Why something failed, and what to do about it.
 *
 * @param reason a clause, without a full stop; empty where none is known
 * @param hint sentences, empty where nothing is known
 */
public record Explanation(String reason, String hint) {

  /**
   * {@return both as they follow a colon, without a full stop at the end; empty where nothing is
   * known}
   */
  public String text() {
    if (hint.isEmpty() || reason.isEmpty()) {
      return withoutStop(reason + hint);
    }
    return withoutStop(reason) + ". Hint: " + withoutStop(hint);
  }

  /** {@return the message of an exception: what was tried, the error number, reason and hint} */
  String of(String what, int errno) {
    return what + ": " + Errno.describe(errno) + (text().isEmpty() ? "" : ": " + text());
  }

  /** Of a text that may itself end in a full stop, and behind which one follows. */
  static String withoutStop(String text) {
    String stripped = text.stripTrailing();
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  /** {@return what was tried, with its error number, this reason and what libbpf said} */
  Message of(Message what) {
    return Message.whole(of(what.text(), what.errno()), what.errno()).withLibbpf(what.libbpf());
  }
}
