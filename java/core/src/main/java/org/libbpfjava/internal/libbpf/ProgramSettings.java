package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_program__expected_attach_type;
import static org.libbpfjava.raw.global.plain.bpf_program__flags;
import static org.libbpfjava.raw.global.plain.bpf_program__set_attach_target;
import static org.libbpfjava.raw.global.plain.bpf_program__set_expected_attach_type;
import static org.libbpfjava.raw.global.plain.bpf_program__set_flags;
import static org.libbpfjava.raw.global.plain.bpf_program__set_ifindex;
import static org.libbpfjava.raw.global.plain.bpf_program__set_type;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.failure.TargetFailure;
import org.libbpfjava.map.ProgramReference;

/**
 * What libbpf is told of a program before load. The caller of each method is inside the program's
 * object, which is open.
 */
public final class ProgramSettings {
  private final NativeProgram program;
  private @Nullable ProgramReference target; // whose descriptor libbpf has

  public ProgramSettings(NativeProgram program) {
    this.program = program;
  }

  /** {@return the number of its flags} */
  public int flags() {
    return bpf_program__flags(program.handle());
  }

  public void setFlags(int bits) {
    ReturnCode.check(
        bpf_program__set_flags(program.handle(), bits), "set the flags of program", program.name());
  }

  public void setType(int number) {
    ReturnCode.check(
        bpf_program__set_type(program.handle(), number), "set the type of program", program.name());
  }

  public AttachType expectedAttachType() {
    return AttachType.of(bpf_program__expected_attach_type(program.handle()));
  }

  public void setExpectedAttachType(AttachType type) {
    ReturnCode.check(
        bpf_program__set_expected_attach_type(program.handle(), type.number()),
        "set the expected attach type of program",
        program.name());
  }

  /** Gives it a target in the kernel. */
  public void setTarget(String function) {
    String what = "set the attach target of program '" + program.name() + "' to '" + function + "'";
    NativeLog.Outcome<Integer> result =
        NativeLog.collect(() -> bpf_program__set_attach_target(program.handle(), 0, function));
    result.log().forwardQuietly();
    if (result.result() < 0) {
      throw TargetFailure.inKernel(
          what,
          function,
          program.attachType(),
          -result.result(),
          FailureMessages.of(result.log().messages()));
    }
    target = null;
  }

  /** Gives it a target in another program, whose descriptor libbpf keeps until load. */
  public void setTarget(ProgramReference other, String function) {
    String what =
        "set the attach target of program '"
            + program.name()
            + "' to function '"
            + function
            + "' of program '"
            + other.name()
            + "'";
    // Safe: the descriptor is lent, here and during load.
    NativeLog.Outcome<Integer> result =
        other.withFd(
            fd ->
                NativeLog.collect(
                    () -> bpf_program__set_attach_target(program.handle(), fd, function)));
    result.log().forwardQuietly();
    if (result.result() < 0) {
      throw TargetFailure.inProgram(
          what,
          other.name(),
          function,
          -result.result(),
          FailureMessages.of(result.log().messages()));
    }
    target = other;
  }

  /**
   * Binds it to a network interface.
   *
   * @param flag BPF_F_XDP_DEV_BOUND_ONLY
   */
  public void bind(NetworkDevice device, int flag) {
    String what = "bind program '" + program.name() + "' to " + device;
    bpf_program__set_ifindex(program.handle(), AttachConversion.index(device, what));
    setFlags(flags() | flag);
  }

  /** Makes a call while nobody can close the programs that are targets of these. */
  public static void withTargets(List<ProgramSettings> all, Runnable call) {
    Deque<ProgramReference> targets = new ArrayDeque<>();
    for (ProgramSettings settings : all) {
      if (settings.target != null) {
        targets.add(settings.target);
      }
    }
    withTargets(targets, call);
  }

  /** {@return whether a program here is of another program, which is to stay open meanwhile} */
  public static boolean haveTargets(List<ProgramSettings> all) {
    for (ProgramSettings settings : all) {
      if (settings.target != null) {
        return true;
      }
    }
    return false;
  }

  private static void withTargets(Deque<ProgramReference> rest, Runnable call) {
    ProgramReference next = rest.poll();
    if (next == null) {
      call.run();
      return;
    }
    next.withFd(
        fd -> {
          withTargets(rest, call);
          return fd;
        });
  }
}
