package org.libbpfjava.internal.failure;

import java.util.Optional;
import java.util.regex.Pattern;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.verifier.VerifierLog;
import org.libbpfjava.verifier.BpfLoadException;

/** Reads out of libbpf's messages why an object could not be loaded: libbpf.c, prog_load(). */
public final class LoadFailure {
  /** Of a data section's map: its name has a dot, which no map that is declared in C can have. */
  private static final Pattern SECTION = Pattern.compile("^map '[^']*\\.[^']*': failed to create");

  /** What the verifier refuses to those alone who may not read the kernel's memory. */
  private static final Pattern UNPRIVILEGED =
      Pattern.compile("leaks addr|prohibited for !root|pointer comparison prohibited");

  private LoadFailure() {}

  /**
   * The exception for a load that failed.
   *
   * @param source what messages call the object
   * @param hasGlobals whether the object has data sections, without which no kernel before 5.2
   *     takes its programs; libbpf's own answer there is a bare EINVAL
   * @param messages what libbpf said
   * @param around the object that was to be loaded, not closed yet, and its error number
   */
  public static BpfException explain(
      String source, boolean hasGlobals, FailureMessages messages, Surroundings around) {
    BpfException failure = failure(source, hasGlobals, messages, around);
    failure.initLibbpfMessages(messages.texts());
    return failure;
  }

  private static BpfException failure(
      String source, boolean hasGlobals, FailureMessages messages, Surroundings around) {
    int errno = around.errno();
    String program = messages.program().orElse("");
    String verifierLog = messages.verifierLog(program);
    String what =
        program.isEmpty()
            ? "load object '" + source + "'"
            : "load program '" + program + "' of object '" + source + "'";
    Need need = program.isEmpty() ? around.need() : around.need(program);
    if (verifierLog.isEmpty()) { // what the verifier says is no matter of permission
      Optional<BpfException> permission = ReturnCode.missingPermission(errno, what, need);
      if (permission.isPresent()) {
        return permission.get();
      }
    }
    if (hasGlobals && !Feature.GLOBAL_DATA.isSupported()) {
      return Feature.GLOBAL_DATA.refusal("load object '" + source + "'", errno);
    }
    if (program.isEmpty()) {
      return ofObject(what, errno, messages, around);
    }
    if (!verifierLog.isEmpty()) {
      return ofProgram(what, program, errno, verifierLog);
    }
    Explanation why =
        errno == Errno.EPERM || errno == Errno.EACCES
            ? new Explanation(
                "the kernel refuses it, and not for want of a capability",
                Permission.ofThisThread().otherRefusers(around.needsTrampoline(program)))
            : KnownFailures.explain(messages.telling(), around);
    return ofProgram(what, program, errno, why, "", "");
  }

  private static BpfException ofObject(
      String what, int errno, FailureMessages messages, Surroundings around) {
    String telling = messages.telling();
    if (errno == Errno.E2BIG
        && SECTION.matcher(telling).find()
        && !Feature.LARGE_SECTIONS.isSupported()) {
      return Feature.LARGE_SECTIONS.refusal(what + " (" + telling + ")", errno);
    }
    Explanation why = KnownFailures.explain(telling, around);
    if (why.hint().isEmpty() && errno == Errno.EPERM) {
      why = new Explanation(telling, Permission.ofThisThread().otherRefusers(false));
    }
    return new BpfException(why.of(what, errno), errno, messages.texts());
  }

  /**
   * The exception for a program that the verifier refused.
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
    if (UNPRIVILEGED.matcher(verifier.reason()).find()
        && Permission.ofThisThread().lacks(Capability.CAP_PERFMON)) {
      hint = "The process lacks CAP_PERFMON, with which the verifier allows this.";
    }
    Explanation why = new Explanation(verifier.reason(), hint);
    return ofProgram(what, program, errno, why, verifier.source().orElse(""), verifierLog);
  }

  private static BpfLoadException ofProgram(
      String what, String program, int errno, Explanation why, String source, String verifierLog) {
    String place = source.isEmpty() ? "" : " (at: " + source + ")";
    StringBuilder text = new StringBuilder();
    text.append(new Explanation(why.reason() + place, why.hint()).of(what, errno));
    if (!verifierLog.isEmpty()) {
      text.append(". The whole verifier log (").append(verifierLog.lines().count());
      text.append(" lines) is in verifierLog()");
    }
    return new BpfLoadException(
        text.toString(), program, why.reason(), why.hint(), verifierLog, errno);
  }
}
