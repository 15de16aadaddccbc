package org.libbpfjava.kernel;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.internal.failure.Confinement;
import org.libbpfjava.internal.failure.FirstKernels;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.Probes;
import org.libbpfjava.map.MapType;

/** Asks the kernel once for each type and helper, and keeps what it answered. */
final class FeatureProbes {
  /** Which helpers they may call depends on where they are attached: libbpf_probe_bpf_helper(). */
  private static final Set<ProgramType> BY_PLACE =
      EnumSet.of(ProgramType.TRACING, ProgramType.EXT, ProgramType.LSM, ProgramType.STRUCT_OPS);

  /** What the kernel has; a no is asked again, as it may have had another reason. */
  private static final Set<Object> FOUND = ConcurrentHashMap.newKeySet();

  private static volatile @Nullable List<String> attachTypes; // of its BTF, none without

  private record HelperOf(ProgramType type, Helper helper) {}

  private FeatureProbes() {}

  static boolean supports(ProgramType type) {
    return type != ProgramType.UNKNOWN
        && answer(
            type,
            () -> Probes.programType(type.number()),
            "bpf_prog_type",
            "programs of type " + type,
            Need.ofProgramTypes(Set.of(type.libbpfName())));
  }

  static boolean supports(MapType type) {
    return type != MapType.UNKNOWN
        && answer(
            type,
            () -> Probes.mapType(type.number()),
            "bpf_map_type",
            "maps of type " + type,
            Need.ofMapType(type.libbpfName()));
  }

  static boolean supports(Helper helper, ProgramType type) {
    if (type == ProgramType.UNKNOWN || BY_PLACE.contains(type)) {
      throw new IllegalArgumentException(
          "which helpers programs of type "
              + type
              + " may call cannot be asked by their type: it depends on where they are attached");
    }
    // Of a type that the kernel lacks libbpf says that it may call all: no log says otherwise.
    return supports(type)
        && found(new HelperOf(type, helper), () -> Probes.helper(type.number(), helper.id()));
  }

  /** By the kernel's own list; by its version where it has no BTF. */
  static boolean supports(AttachType type) {
    List<String> known = attachTypes;
    if (known == null) {
      known = Probes.enumerators("bpf_attach_type").orElse(List.of());
      attachTypes = known;
    }
    return type != AttachType.UNKNOWN
        && (known.isEmpty()
            ? KernelVersion.running().isAtLeast(since(type))
            : known.contains("BPF_" + type.name()));
  }

  private static boolean answer(
      Enum<?> what, IntSupplier kernel, String kernelEnum, String subject, Need need) {
    if (FOUND.contains(what)) {
      return true;
    }
    int answer = ask(what, kernel);
    if (answer <= 0) {
      refuseWithoutPrivilege(subject, need);
      if (answer == -Errno.EPERM
          && Confinement.ofThisThread().ownUserNamespace()
          && isKnown(kernelEnum, what)) {
        throw ReturnCode.denial(asking(subject), need.alone());
      }
    }
    return answer > 0;
  }

  private static boolean found(Object what, IntSupplier kernel) {
    return FOUND.contains(what) || ask(what, kernel) > 0;
  }

  private static int ask(Object what, IntSupplier kernel) {
    int answer = kernel.getAsInt();
    if (answer > 0) {
      FOUND.add(what);
    }
    return answer;
  }

  /**
   * A token covers no type that the kernel does not know, which it refuses as one not delegated.
   */
  private static boolean isKnown(String kernelEnum, Enum<?> type) {
    String name = kernelEnum.toUpperCase(Locale.ROOT) + "_" + type.name();
    return Probes.enumerators(kernelEnum).map(all -> all.contains(name)).orElse(true);
  }

  private static Message asking(String subject) {
    return Message.whole("ask the kernel for " + subject, Errno.EPERM);
  }

  /** Of a process without the capabilities a no tells nothing. */
  private static void refuseWithoutPrivilege(String subject, Need need) {
    Optional<BpfException> missing = ReturnCode.missingPermission(asking(subject), need);
    if (missing.isPresent()) {
      throw missing.get();
    }
  }

  static KernelVersion since(ProgramType type) {
    return first(FirstKernels.ofProgramType(type.libbpfName()), type);
  }

  static KernelVersion since(MapType type) {
    return first(FirstKernels.ofMapType(type.libbpfName()), type);
  }

  static KernelVersion since(AttachType type) {
    return first(FirstKernels.ofAttachType(type.libbpfName()), type);
  }

  static KernelVersion since(Helper helper) {
    return first(FirstKernels.ofHelper(helper.id()), helper);
  }

  private static KernelVersion first(Optional<KernelVersion> known, Object of) {
    return known.orElseThrow(
        () -> new IllegalArgumentException("the first kernel with " + of + " is not known"));
  }
}
