package org.libbpfjava.internal.failure;

import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/** What the error numbers mean of a target that a program could not be given before its load. */
public final class TargetFailure {
  private TargetFailure() {}

  /**
   * The exception for a target in the kernel.
   *
   * @param what what was tried on what
   * @param function the target's name
   * @param attachType when the program is to run, as libbpf names it
   * @param errno the positive error number
   */
  public static BpfException inKernel(
      String what, String function, String attachType, int errno, FailureMessages messages) {
    KernelTargets kind =
        switch (attachType) {
          case "trace_raw_tp" -> KernelTargets.TRACEPOINTS;
          case "lsm_mac", "lsm_cgroup" -> KernelTargets.LSM_HOOKS;
          case "trace_iter" -> KernelTargets.ITERATORS;
          default -> KernelTargets.FUNCTIONS;
        };
    boolean isMissing = errno == Errno.ESRCH || errno == Errno.ENOENT;
    String near = isMissing ? kind.near(function) : "";
    String reason =
        isMissing
            ? "the kernel's BTF has no "
                + kind.noun()
                + " '"
                + function
                + "'"
                + (near.isEmpty() ? "" : "; near names: " + near)
            : messages.telling();
    return explain(what, reason, errno, messages);
  }

  /**
   * The exception for a target in another program.
   *
   * @param what what was tried on what
   * @param target the other program's name
   * @param function the target's name
   * @param errno the positive error number
   */
  public static BpfException inProgram(
      String what, String target, String function, int errno, FailureMessages messages) {
    String reason =
        switch (errno) {
          case Errno.ENOENT, Errno.ESRCH ->
              "program '"
                  + target
                  + "' has no function '"
                  + function
                  + "' in its BTF: clang may have inlined it";
          case Errno.EINVAL -> "program '" + target + "' has no BTF, which names its functions";
          default -> messages.telling();
        };
    return explain(what, reason, errno, messages);
  }

  private static BpfException explain(
      String what, String reason, int errno, FailureMessages messages) {
    Message refused = Message.whole(what, errno).withLibbpf(messages.texts());
    return ReturnCode.missingPermission(refused, Need.ofAnything())
        .orElseGet(() -> new BpfException(new Explanation(reason, "").of(refused)));
  }
}
