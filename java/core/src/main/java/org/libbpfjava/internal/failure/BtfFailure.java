package org.libbpfjava.internal.failure;

import org.libbpfjava.btf.BtfLoadException;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** Why the kernel does not take types: kernel/bpf/btf.c, btf_parse(). */
public final class BtfFailure {
  private BtfFailure() {}

  /**
   * The exception for types that the kernel did not take.
   *
   * @param what what was tried on what
   * @param errno the positive error number
   * @param log what the kernel wrote, empty for nothing
   */
  public static BpfException cannotLoad(String what, int errno, String log) {
    Message refused = Message.whole(what, errno);
    if (log.isBlank()) { // what the kernel says of types is no matter of permission
      return errno == Errno.EPERM
          ? ReturnCode.denial(refused, Need.ofAnything().alone())
          : new BtfLoadException(new Explanation("", hint(errno)).of(refused), "", "");
    }
    String[] lines = log.strip().split("\n", -1);
    String reason = lines[lines.length - 1].strip();
    String text = new Explanation(reason, "").of(what, errno);
    return new BtfLoadException(
        Message.whole(text + ". The kernel's log (" + lines.length + " lines) is in log()", errno),
        reason,
        log);
  }

  private static String hint(int errno) {
    return switch (errno) {
      case Errno.E2BIG -> "The kernel takes 16 MiB of types at most."; // BTF_MAX_SIZE
      case Errno.ENOMEM ->
          "There is no memory for them, or the limit of the memory cgroup is reached.";
      default -> "";
    };
  }
}
