package org.libbpfjava.internal.failure;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** Why a BPF file system gives no token: kernel/bpf/token.c, bpf_token_create(). */
public final class TokenFailure {
  private TokenFailure() {}

  /**
   * The exception for a folder that cannot be opened.
   *
   * @param what what was tried on what
   */
  public static BpfException noFolder(String what, String folder) {
    Explanation why =
        new Explanation(
            "the BPF file system at '" + folder + "' cannot be opened",
            "ScopeOptions.withTokenPath takes the folder where one is mounted.");
    return new BpfException(why.of(Message.whole(what, Errno.ENOENT)));
  }

  /**
   * The exception for a file system that gave no token.
   *
   * @param what what was tried on what
   * @param errno the positive error number
   */
  public static BpfException noToken(String what, String folder, int errno) {
    return new BpfException(explain(folder, errno).of(Message.whole(what, errno)));
  }

  static Explanation explain(String folder, int errno) {
    String why =
        switch (errno) {
          case Errno.EINVAL ->
              "It is not where a BPF file system is mounted, or the kernel is older than Linux 6.9.";
          case Errno.ENOENT ->
              "Nothing is delegated by it: mount it with delegate_cmds, delegate_maps,"
                  + " delegate_progs and delegate_attachs.";
          case Errno.EPERM ->
              "It was made for another user namespace than the process's, or the process lacks"
                  + " CAP_BPF there.";
          case Errno.EOPNOTSUPP ->
              "The process is in the first user namespace, which needs no token: leave"
                  + " withTokenPath out.";
          default -> "";
        };
    return new Explanation("'" + folder + "' gives this process no BPF token", why);
  }
}
