package org.libbpfjava.internal.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.code.ProbeTargets;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/** Reads out of libbpf's messages why a program could not be attached. */
public final class AttachFailure {
  private static final Pattern TRACEPOINT =
      Pattern.compile("prog '[^']*': failed to create tracepoint '(.*)/(.*)' perf event: .*");
  private static final Pattern KPROBE =
      Pattern.compile("prog '[^']*': failed to create (kretprobe|kprobe) '(.*)\\+0x.*");
  private static final Path KPROBES = Path.of("/sys/bus/event_source/devices/kprobe");

  /** Where libbpf looks for tracepoints: libbpf.c, tracefs_path(). */
  private static final List<Path> EVENTS =
      List.of(Path.of("/sys/kernel/debug/tracing/events"), Path.of("/sys/kernel/tracing/events"));

  private AttachFailure() {}

  /**
   * The exception for a program that could not be attached.
   *
   * @param what what was tried on what
   * @param section its ELF section
   * @param need what its type asks of the process
   * @param errno the positive error number
   * @param place what the place has to do with that number, or ""
   * @param messages what libbpf said
   */
  public static BpfException explain(
      String what, String section, Need need, int errno, String place, FailureMessages messages) {
    Message refused = Message.whole(what, errno).withLibbpf(messages.texts());
    Optional<BpfException> permission = ReturnCode.missingPermission(refused, need);
    if (permission.isPresent()) {
      return permission.get();
    }
    Feature needed = errno == Errno.EOPNOTSUPP || errno == Errno.EINVAL ? feature(section) : null;
    if (needed != null && !needed.isSupported()) {
      return needed.refusal(refused);
    }
    String telling = messages.telling();
    String hint = hint(errno, telling);
    if (hint.isEmpty()) {
      hint = place;
    }
    if (hint.isEmpty()) {
      hint = TargetFailure.whyNotAttached(section, errno);
    }
    if (hint.isEmpty()) {
      hint = Cause.ofThisThread().of(errno, need.toAttach());
    }
    return new BpfException(new Explanation(telling, hint).of(refused));
  }

  private static @Nullable Feature feature(String section) {
    String type = section.replaceFirst("^\\?", "").replaceFirst("/.*", "");
    return switch (type) {
      case "kprobe.multi", "kretprobe.multi" -> Feature.KPROBE_MULTI;
      case "uprobe.multi", "uretprobe.multi", "uprobe.multi.s", "uretprobe.multi.s" ->
          Feature.UPROBE_MULTI;
      case "fentry", "fexit", "fmod_ret", "fentry.s", "fexit.s", "fmod_ret.s" -> Feature.FENTRY;
      case "lsm", "lsm.s" -> Feature.LSM;
      case "tcx" -> Feature.TCX;
      case "netkit" -> Feature.NETKIT;
      default -> null;
    };
  }

  private static String hint(int errno, String telling) {
    Matcher tracepoint = TRACEPOINT.matcher(telling);
    if (tracepoint.matches()) {
      return tracepoint(errno, tracepoint.group(1), tracepoint.group(2));
    }
    Matcher kprobe = KPROBE.matcher(telling);
    if (kprobe.matches() && errno == Errno.ENOENT) {
      return Files.isDirectory(KPROBES)
          ? ProbeTargets.ofKernel().whyMissing(kprobe.group(2))
          : "This kernel has no kprobes (CONFIG_KPROBES), or /sys is not mounted: a tracepoint"
              + " does without.";
    }
    return "";
  }

  /** libbpf finds a tracepoint's number in tracefs alone. */
  private static String tracepoint(int errno, String category, String name) {
    Path events = EVENTS.stream().filter(Files::isDirectory).findFirst().orElse(null);
    if (errno == Errno.EACCES || errno == Errno.EPERM) {
      return "The files of tracefs are root's: this user may not read them, or not open a perf event"
          + " (kernel.perf_event_paranoid).";
    }
    if (errno != Errno.ENOENT) {
      return "";
    }
    if (events == null) {
      return "No tracefs is mounted, in which libbpf looks the tracepoint up: mount -t tracefs nodev"
          + " /sys/kernel/tracing.";
    }
    List<String> categories = names(events);
    return categories.contains(category)
        ? "The kernel has no tracepoint of that name in '"
            + category
            + "'; near names: "
            + NearestNames.suggest(name, names(events.resolve(category)))
            + "."
        : "The kernel has no tracepoints '"
            + category
            + "'; there are: "
            + NearestNames.suggest(category, categories)
            + ".";
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isDirectory)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
