package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__max_entries;
import static org.libbpfjava.raw.global.libbpf.bpf_map__type;
import static org.libbpfjava.raw.global.libbpf.bpf_object__find_map_by_name;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libbpfjava.BpfException;
import org.libbpfjava.BpfLoadException;
import org.libbpfjava.BpfPermissionException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.verifier.ProgramLog;
import org.libbpfjava.internal.verifier.VerifierLog;
import org.libbpfjava.raw.bpf_map;
import org.libbpfjava.raw.bpf_object;

/** Reads out of libbpf's messages why an object could not be loaded: libbpf.c, prog_load(). */
public final class LoadFailure {
  private static final Pattern PROGRAM =
      Pattern.compile("prog '([^']*)': BPF program load failed: ");

  private static final Pattern MAP = Pattern.compile("map '([^']*)': failed to create: ");

  /** sk, inode, task and cgroup storage and struct_ops: the kernel sizes them. */
  private static final Set<Integer> SIZED_BY_KERNEL = Set.of(24, 26, 28, 29, 32);

  /** Of a data section's map: its name has a dot, which no map that is declared in C can have. */
  private static final Pattern SECTION = Pattern.compile("^map '[^']*\\.[^']*': failed to create");

  private LoadFailure() {}

  /**
   * The exception for a load that failed.
   *
   * @param object the object, which is not closed yet
   * @param hasGlobals whether the object has data sections, without which no kernel before 5.2
   *     takes its programs; libbpf's own answer there is a bare EINVAL
   */
  static BpfException explain(
      String source, int errno, bpf_object object, boolean hasGlobals, NativeLog log) {
    String program = "";
    String verifierLog = "";
    for (NativeLog.Message message : log.messages()) {
      Matcher m = PROGRAM.matcher(message.text());
      if (m.find()) {
        program = m.group(1);
      }
      Optional<ProgramLog.Quoted> quoted = ProgramLog.Quoted.in(message.text());
      if (quoted.isPresent() && (program.isEmpty() || program.equals(quoted.get().program()))) {
        program = quoted.get().program();
        verifierLog = quoted.get().log();
      }
    }
    BpfException plain = Native.refusal(errno, "load object '" + source + "'");
    if (plain instanceof BpfPermissionException) {
      return plain;
    }
    if (hasGlobals && !Feature.GLOBAL_DATA.isSupported()) {
      return Feature.GLOBAL_DATA.refusal("load object '" + source + "'", errno);
    }
    if (program.isEmpty()) {
      String warning = log.lastWarning();
      if (errno == Errno.E2BIG
          && SECTION.matcher(warning).find()
          && !Feature.LARGE_SECTIONS.isSupported()) {
        return Feature.LARGE_SECTIONS.refusal(
            "load object '" + source + "' (" + warning + ")", errno);
      }
      return warning.isEmpty()
          ? plain
          : new BpfException(
              "load object '" + source + "' (" + warning + missingSize(object, warning) + ")",
              errno);
    }
    return ofProgram(
        "load program '" + program + "' of object '" + source + "'", program, errno, verifierLog);
  }

  /**
   * The exception for a program that was refused.
   *
   * @param what what was tried on what
   * @param program its name
   * @param errno the positive error number
   * @param verifierLog the whole log, empty where there is none
   */
  public static BpfLoadException ofProgram(
      String what, String program, int errno, String verifierLog) {
    VerifierLog verifier = VerifierLog.parse(verifierLog);
    String hint = verifier.hint().orElse("");
    String reason = verifier.reason();
    StringBuilder text = new StringBuilder();
    text.append(what).append(": ").append(Errno.describe(errno));
    if (!reason.isEmpty()) {
      text.append(": ").append(reason);
    }
    if (!hint.isEmpty()) {
      text.append(". Hint: ").append(hint, 0, hint.length() - (hint.endsWith(".") ? 1 : 0));
    }
    if (!verifierLog.isEmpty()) {
      text.append(". The whole verifier log (").append(verifierLog.lines().count());
      text.append(" lines) is in verifierLog()");
    }
    return new BpfLoadException(text.toString(), program, reason, hint, verifierLog, errno);
  }

  /** What to do about a map that the object declares without a size; empty for any other. */
  private static String missingSize(bpf_object object, String warning) {
    Matcher failed = MAP.matcher(warning);
    bpf_map map = failed.find() ? bpf_object__find_map_by_name(object, failed.group(1)) : null;
    if (map == null
        || bpf_map__max_entries(map) != 0
        || SIZED_BY_KERNEL.contains(bpf_map__type(map))) {
      return "";
    }
    return "; the object leaves its size to the user: map(\""
        + failed.group(1)
        + "\").setMaxEntries(…) before load";
  }
}
