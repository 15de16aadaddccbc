package org.libbpfjava.internal.failure;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.verifier.VerifierLog;
import org.libbpfjava.verifier.BpfLoadException;
import org.libbpfjava.verifier.VerifierReport;

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
   * @param reports what was recorded of a program
   */
  public static BpfException explain(
      String source,
      boolean hasGlobals,
      FailureMessages messages,
      Surroundings around,
      Function<String, Optional<VerifierReport>> reports) {
    int errno = around.errno();
    String program = messages.program().orElse("");
    String verifierLog = messages.verifierLog(program);
    Message object = Message.whole("load object '" + source + "'", errno);
    Message what =
        (program.isEmpty()
                ? object
                : Message.whole("load program '" + program + "' of object '" + source + "'", errno))
            .withLibbpf(messages.texts());
    Need need = program.isEmpty() ? around.need() : around.need(program);
    if (verifierLog.isEmpty()) { // what the verifier says is no matter of permission
      Optional<BpfException> permission = ReturnCode.missingPermission(what, need);
      if (permission.isPresent()) {
        return permission.get();
      }
    }
    if (hasGlobals && isToldByProbes(errno) && !Feature.GLOBAL_DATA.isSupported()) {
      return Feature.GLOBAL_DATA.refusal(object.withLibbpf(messages.texts()));
    }
    if (program.isEmpty()) {
      return ofObject(what, messages, around, need);
    }
    if (!verifierLog.isEmpty()) {
      return ofProgram(what, program, verifierLog, reports.apply(program), around);
    }
    Explanation why =
        errno == Errno.EPERM || errno == Errno.EACCES
            ? new Explanation(
                "the kernel refuses it, and not for want of a capability",
                Cause.ofThisThread().of(errno, need))
            : known(messages.telling(), around, need);
    return new BpfLoadException(
        why.of(what), program, why.reason(), why.hint(), "", reports.apply(program));
  }

  /**
   * Who is denied programs is denied probes. These take the token that is found, and the object may
   * have been given another one, or none.
   */
  private static boolean isToldByProbes(int errno) {
    return errno != Errno.EPERM
        && errno != Errno.EACCES
        && !Confinement.ofThisThread().ownUserNamespace();
  }

  private static BpfException ofObject(
      Message what, FailureMessages messages, Surroundings around, Need need) {
    String telling = messages.telling();
    if (what.errno() == Errno.E2BIG
        && SECTION.matcher(telling).find()
        && !Feature.LARGE_SECTIONS.isSupported()) {
      return Feature.LARGE_SECTIONS.refusal(
          Message.whole(what.text() + " (" + telling + ")", what.errno())
              .withLibbpf(what.libbpf()));
    }
    return new BpfException(known(telling, around, need).of(what));
  }

  /** With the cause that this machine shows, where the message itself tells none. */
  private static Explanation known(String telling, Surroundings around, Need need) {
    Explanation why = KnownFailures.explain(telling, around);
    return why.hint().isEmpty()
        ? new Explanation(why.reason(), Cause.ofThisThread().of(around.errno(), need))
        : why;
  }

  /**
   * The exception for a program that the verifier refused.
   *
   * @param what what was tried on what, the error number, and what libbpf said
   * @param program its name
   * @param verifierLog the whole log, empty where there is none
   * @param report what was recorded of it
   */
  public static BpfLoadException ofProgram(
      Message what, String program, String verifierLog, Optional<VerifierReport> report) {
    return ofProgram(what, program, verifierLog, report, what::errno);
  }

  private static BpfLoadException ofProgram(
      Message what,
      String program,
      String verifierLog,
      Optional<VerifierReport> report,
      Surroundings around) {
    VerifierLog verifier = VerifierLog.parse(verifierLog);
    String hint = TargetFailure.hint(verifier.reason(), around).or(verifier::hint).orElse("");
    if (UNPRIVILEGED.matcher(verifier.reason()).find()
        && Permission.ofThisThread().lacks(Capability.CAP_PERFMON)) {
      hint = "The process lacks CAP_PERFMON, with which the verifier allows this.";
    }
    String source = verifier.source().map(line -> " (at: " + line + ")").orElse("");
    String text =
        new Explanation(verifier.reason() + source, hint).of(what.text(), what.errno())
            + (verifierLog.isEmpty()
                ? ""
                : ". The whole verifier log ("
                    + verifierLog.lines().count()
                    + " lines) is in verifierLog()");
    return new BpfLoadException(
        Message.whole(text, what.errno()).withLibbpf(what.libbpf()),
        program,
        verifier.reason(),
        hint,
        verifierLog,
        report);
  }
}
