package org.libbpfjava.internal.failure;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.libbpfjava.feature.KernelVersion;

/** Why the kernel answers EPERM or EACCES: the capabilities that are missing. */
public final class Permission {
  /** The first kernel that has CAP_BPF and CAP_PERFMON. */
  private static final KernelVersion CAP_BPF_KERNEL = KernelVersion.of(5, 8);

  private final Confinement process;
  private final BooleanSupplier kernelKnowsCapBpf;

  Permission(Confinement process, BooleanSupplier kernelKnowsCapBpf) {
    this.process = process;
    this.kernelKnowsCapBpf = kernelKnowsCapBpf;
  }

  /** {@return that of the calling thread, as it is now} */
  public static Permission ofThisThread() {
    return new Permission(Confinement.ofThisThread(), Permission::knowsCapBpf);
  }

  private static boolean knowsCapBpf() {
    try {
      return KernelVersion.running().isAtLeast(CAP_BPF_KERNEL);
    } catch (RuntimeException | LinkageError e) {
      return true; // not told; older kernels are rare
    }
  }

  /** {@return whether it is known that a capability is missing} */
  boolean lacks(Capability capability) {
    OptionalLong effective = process.capabilities();
    return effective.isPresent()
        && !Capability.missing(effective.getAsLong(), capability).isEmpty();
  }

  /**
   * {@return the clause that names what the process lacks, {@code "the process lacks CAP_PERFMON
   * (for programs of type tracing)…"}; empty where it lacks nothing, or that is not told}
   */
  public Optional<String> missing(Need need) {
    OptionalLong effective = process.capabilities();
    if (effective.isEmpty()) {
      return Optional.empty();
    }
    List<Capability> missing =
        Capability.missing(
            effective.getAsLong(), need.purposes().keySet().toArray(new Capability[0]));
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the process lacks "
            + (kernelKnowsCapBpf.getAsBoolean()
                ? missing.stream()
                    .map(one -> one + " (" + need.purposes().get(one) + openToAll(one) + ")")
                    .collect(joining(", "))
                : "CAP_SYS_ADMIN, which this kernel, older than 5.8, asks for instead of CAP_BPF")
            + "; it has "
            + held(effective.getAsLong())
            + ". Run as root, or give the process what is missing"
            + (process.ownUserNamespace() ? ", outside of a user namespace of its own" : ""));
  }

  /** Where unprivileged users may do some of it, they would not have been refused. */
  private String openToAll(Capability capability) {
    String setting = process.unprivilegedBpf();
    return capability == Capability.CAP_BPF && !setting.isEmpty() && !setting.equals("0")
        ? ", with kernel.unprivileged_bpf_disabled " + setting
        : "";
  }

  private static String held(long effective) {
    List<Capability> held = Capability.of(effective);
    return held.isEmpty()
        ? "none of those that bpf(2) asks for"
        : held.stream().map(Capability::name).collect(joining(", "));
  }
}
