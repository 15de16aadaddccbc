package org.libbpfjava.internal.failure;

import java.util.List;
import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/**
 * What the kernel has against a test run: net/bpf/test_run.c and bpf_prog_test_run_syscall(), which
 * answer with a number alone.
 */
public final class TestRunFailure {
  private static final int ETHERNET_HEADER = 14; // ETH_HLEN
  private static final int ENXIO = 6;
  private static final int EBADMSG = 74;
  private static final Set<String> WITHOUT_DATA =
      Set.of("raw_tracepoint", "raw_tracepoint_writable", "syscall", "sk_lookup", "tracing");

  private TestRunFailure() {}

  /**
   * What was asked for, and got.
   *
   * @param dataIn bytes of the packet
   * @param dataOut room for it
   * @param contextIn bytes of the context
   * @param contextOut room for it
   * @param repeat how often
   * @param dataNeeded how much room for the packet the kernel wants
   * @param isOnCpu whether it was to run on a given CPU
   * @param cpu that CPU
   * @param isLive whether packets were to be sent
   * @param hasChecksum whether the packet was to have a full checksum
   */
  public record Request(
      int dataIn,
      int dataOut,
      int contextIn,
      int contextOut,
      int repeat,
      int dataNeeded,
      boolean isOnCpu,
      int cpu,
      boolean isLive,
      boolean hasChecksum) {}

  /**
   * The exception for a test run that the kernel refused.
   *
   * @param program its name
   * @param type its type as libbpf names it, empty where that is not known
   * @param errno the positive error number
   */
  public static BpfException explain(String program, String type, int errno, Request run) {
    String what = "test run of program '" + program + "'";
    Message refused = Message.whole(what, errno);
    String reason = reason(type, errno, run);
    return ReturnCode.missingPermission(refused, Need.ofProgramTypes(List.of(type)))
        .orElseGet(() -> new BpfException(new Explanation(reason, "").of(refused)));
  }

  static String reason(String type, int errno, Request run) {
    String programs = "programs of type " + type;
    return switch (errno) {
      case Errno.ENOTSUPP, Errno.EOPNOTSUPP -> programs + " have no test run on this kernel";
      case Errno.ENOSPC ->
          run.dataNeeded() > run.dataOut()
              ? "dataOut has room for "
                  + run.dataOut()
                  + " bytes, the packet has "
                  + run.dataNeeded()
                  + " after the run"
              : "the room for the packet or the context is too small";
      case Errno.EINVAL -> type.isEmpty() ? "" : invalid(type, programs, run);
      case ENXIO -> run.isOnCpu() ? "CPU " + run.cpu() + " is not online" : "";
      case EBADMSG ->
          run.hasChecksum()
              ? "the packet does not have the checksum any more that it was given: the program has"
                  + " changed it and not the checksum"
              : "";
      case Errno.E2BIG -> "the context has other bytes than 0 behind those that this kernel knows";
      default -> "";
    };
  }

  private static String invalid(String type, String programs, Request run) {
    String other = otherType(type, programs, run);
    if (!other.isEmpty()) {
      return other;
    }
    if (run.isLive() && (run.dataOut() > 0 || run.contextOut() > 0)) {
      return "live frames give nothing back: leave out dataOut() and contextOut()";
    }
    if (WITHOUT_DATA.contains(type)) {
      if (run.dataIn() > 0 || run.dataOut() > 0) {
        return programs + " take no packet: leave out data() and dataOut()";
      }
      if (run.repeat() > 1) {
        return programs + " are run once a call: leave out repeat()";
      }
      return run.contextIn() == 0
          ? programs + " want a context as large as they read: context(bytes)"
          : programs + " want another context: larger, or without contextOut()";
    }
    if (run.dataIn() < ETHERNET_HEADER) {
      return programs
          + " want a packet of at least 14 bytes, an Ethernet header: data() has "
          + run.dataIn();
    }
    if (run.isLive()) {
      return "live frames need Linux 5.18, and if there is a context, a packet that lies in it from"
          + " data to data_end";
    }
    if (run.hasChecksum()) {
      return "a full checksum needs Linux 6.11 and a program on __sk_buff";
    }
    return run.contextIn() > 0
        ? "the context has fields set that a test run does not take, or another size than the"
            + " kernel's"
        : "";
  }

  /** What only programs of other types, or later kernels, can do. */
  private static String otherType(String type, String programs, Request run) {
    if (run.isOnCpu() && !type.startsWith("raw_tracepoint")) {
      return programs + " are not run on a given CPU: leave out cpu()";
    }
    return run.isLive() && !type.equals("xdp")
        ? programs + " have no live frames: leave out liveFrames()"
        : "";
  }
}
