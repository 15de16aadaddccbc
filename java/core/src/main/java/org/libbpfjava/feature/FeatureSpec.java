package org.libbpfjava.feature;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/**
 * What is known about one feature, and every sentence that is made of it.
 *
 * <p>Immutable: each method of the chain returns a new one.
 */
final class FeatureSpec {
  private static final KernelVersion NEVER = new KernelVersion(Integer.MAX_VALUE, 0, 0);

  private final String title;
  private final KernelVersion since;
  private final Map<String, KernelVersion> sinceOn; // architectures that came later
  private final List<String> options; // CONFIG_…
  private final boolean needsBpfLsm;
  private final @Nullable Probe probe;

  private FeatureSpec(
      String title,
      KernelVersion since,
      Map<String, KernelVersion> sinceOn,
      List<String> options,
      boolean needsBpfLsm,
      @Nullable Probe probe) {
    this.title = title;
    this.since = since;
    this.sinceOn = sinceOn;
    this.options = options;
    this.needsBpfLsm = needsBpfLsm;
    this.probe = probe;
  }

  /** Starts a chain; {@code title} reads well before "needs Linux 5.5". */
  static FeatureSpec titled(String title) {
    return new FeatureSpec(title, NEVER, Map.of(), List.of(), false, null);
  }

  /** The first upstream release with it. */
  FeatureSpec since(int major, int minor) {
    KernelVersion first = KernelVersion.of(major, minor);
    return new FeatureSpec(title, first, sinceOn, options, needsBpfLsm, probe);
  }

  /** The first upstream release with it on an architecture that got it later. */
  FeatureSpec sinceOn(String architecture, int major, int minor) {
    Map<String, KernelVersion> later =
        Stream.concat(
                sinceOn.entrySet().stream(),
                Stream.of(Map.entry(architecture, KernelVersion.of(major, minor))))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    return new FeatureSpec(title, since, later, options, needsBpfLsm, probe);
  }

  /** A build option without which a kernel of any version lacks it. */
  FeatureSpec needsConfig(String option) {
    List<String> more = Stream.concat(options.stream(), Stream.of(option)).toList();
    return new FeatureSpec(title, since, sinceOn, more, needsBpfLsm, probe);
  }

  /** It takes "bpf" among the active security modules. */
  FeatureSpec needsBpfLsm() {
    return new FeatureSpec(title, since, sinceOn, options, true, probe);
  }

  /** How to ask the kernel; without one the version and the needs decide. */
  FeatureSpec probedBy(Probe kernel) {
    return new FeatureSpec(title, since, sinceOn, options, needsBpfLsm, kernel);
  }

  String title() {
    return title;
  }

  KernelVersion since(String architecture) {
    return sinceOn.getOrDefault(architecture, since);
  }

  /** {@return whether this kernel, by its version, architecture and configuration, has it} */
  boolean isExpected(RunningKernel kernel) {
    return kernel.version().isAtLeast(since(kernel.architecture())) && lacking(kernel).isEmpty();
  }

  /** {@return 0 if the kernel has it, else the errno of its refusal, or -1 without one} */
  int ask(RunningKernel kernel) {
    if (needsBpfLsm && kernel.lacksBpfLsm()) {
      return -1; // it would attach, and never be called
    }
    if (probe != null) {
      return probe.errno();
    }
    return isExpected(kernel) ? 0 : -1;
  }

  /**
   * The fact of its absence: "mmap of array maps needs Linux 5.5, this is 4.19".
   *
   * @param errno what the kernel answered, 0 or less for nothing
   */
  String absence(RunningKernel kernel, int errno) {
    String architecture = kernel.architecture();
    String lacking = lacking(kernel);
    return title
        + " needs Linux "
        + since(architecture)
        + (sinceOn.containsKey(architecture) ? " on " + architecture : "")
        + (lacking.isEmpty() ? "" : " with " + lacking)
        + ", "
        + kernel.itself()
        + (lacking.isEmpty() ? "" : " without")
        + (isExpected(kernel) && errno > 0 ? ", which refused: " + Errno.describe(errno) : "");
  }

  /**
   * The exception for a refusal.
   *
   * @param feature whose spec this is
   * @param refused who needs it, and the errno of the refusal, not positive for none
   */
  BpfException refusal(Feature feature, Message refused, RunningKernel kernel) {
    int errno = refused.errno();
    Message message =
        Message.whole(refused.text() + ": " + absence(kernel, errno), Math.max(errno, 0))
            .withLibbpf(refused.libbpf());
    return isExpected(kernel) && (errno == Errno.EPERM || errno == Errno.EACCES)
        ? new BpfPermissionException(message)
        : new BpfNotSupportedException(message, feature);
  }

  /** What a kernel that is new enough was built or started without. */
  private String lacking(RunningKernel kernel) {
    if (!kernel.version().isAtLeast(since(kernel.architecture()))) {
      return "";
    }
    Stream<String> missing = options.stream().filter(kernel.config()::lacks);
    Stream<String> module =
        needsBpfLsm && kernel.lacksBpfLsm() ? Stream.of("bpf among lsm=") : Stream.empty();
    return Stream.concat(missing, module).collect(Collectors.joining(" and "));
  }
}
