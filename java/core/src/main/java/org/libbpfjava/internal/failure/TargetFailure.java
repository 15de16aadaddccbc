package org.libbpfjava.internal.failure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.code.ProbeTargets;
import org.libbpfjava.internal.message.Message;

/** What the error numbers mean of a target that a program could not be given before its load. */
public final class TargetFailure {
  /** kernel/bpf/verifier.c, bpf_check_attach_target(). */
  private static final Pattern NO_ADDRESS =
      Pattern.compile("The address of function (\\S+) cannot be found.*");

  /** kernel/bpf/verifier.c, check_attach_modify_return(). */
  private static final Pattern NOT_MODIFIABLE = Pattern.compile("(\\S+)\\(\\) is not modifiable.*");

  private static final Pattern SECTION =
      Pattern.compile("\\??(?:fentry|fexit|fmod_ret|fsession)(?:\\.s)?/(?:.*:)?([^:]+)");

  private TargetFailure() {}

  /**
   * {@return what to do where the verifier does not take a target in the kernel}
   *
   * @param reason the verifier's last words
   */
  static Optional<String> hint(String reason, Surroundings around) {
    Matcher missing = NO_ADDRESS.matcher(reason);
    if (missing.matches()) {
      return Optional.of(around.whyNoTarget(missing.group(1), true));
    }
    return NOT_MODIFIABLE.matcher(reason).matches()
        ? Optional.of(
            "fmod_ret takes system calls, security hooks and the functions of"
                + " /sys/kernel/debug/error_injection/list; fentry and fexit take others.")
        : Optional.empty();
  }

  /**
   * {@return why a function of the kernel takes no program, though it was loaded for it; "" where
   * that is not known}
   *
   * @param section the program's ELF section
   * @param errno the positive error number, which differs by kernel
   */
  static String whyNotAttached(String section, int errno) {
    Matcher target = SECTION.matcher(section);
    return target.matches() && errno != Errno.EPERM && errno != Errno.E2BIG
        ? ProbeTargets.ofKernel().whyNoTarget(target.group(1), true)
        : "";
  }

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
    String why =
        isMissing && kind == KernelTargets.FUNCTIONS
            ? ProbeTargets.ofKernel().whyNoTarget(function, false)
            : "";
    String reason =
        isMissing
            ? "the kernel's BTF has no "
                + kind.noun()
                + " '"
                + function
                + "'"
                + (near.isEmpty() ? "" : "; near names: " + near)
            : messages.telling();
    return explain(what, new Explanation(reason, why), errno, messages);
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
    return explain(what, new Explanation(reason, ""), errno, messages);
  }

  private static BpfException explain(
      String what, Explanation why, int errno, FailureMessages messages) {
    Message refused = Message.whole(what, errno).withLibbpf(messages.texts());
    return ReturnCode.missingPermission(refused, Need.ofAnything())
        .orElseGet(() -> new BpfException(why.of(refused)));
  }
}
