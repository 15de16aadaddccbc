package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_load;

import java.util.Optional;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.VerifierLogBuffer;
import org.libbpfjava.internal.failure.LoadFailure;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;

/** Programs made without libbpf's objects. */
public final class ProgramLoading {
  private static final int FIRST_LOG = 64 << 10;

  /** UINT_MAX >> 2: kernel/bpf/log.c. */
  static final int LARGEST_LOG = Math.min((1 << 30) - 1, NativeLog.LIMIT_BYTES);

  private static final int BPF_LOG_LEVEL1 = 1;

  private ProgramLoading() {}

  /**
   * Loads a program. It is tried without a log, which costs nothing where it is fine, and once
   * refused again with one, as libbpf does for objects.
   *
   * @param code whole slots
   * @param addressesValues whether it has a BPF_PSEUDO_MAP_VALUE, which old kernels do not know
   * @param token the descriptor of a BPF token, or a constant of {@link Token}
   * @param place gets its descriptor, or stays negative
   */
  public static void load(
      int[] types,
      String name,
      String license,
      byte[] code,
      boolean addressesValues,
      int token,
      int[] place) {
    int count = code.length / ElfCode.SLOT_BYTES;
    int[] noLog = new int[1];
    // Safe: `count` slots are all of the code; there is no log.
    Reclaim.retry(
        () ->
            place[0] =
                lbj_program_load(
                    types[0], types[1], name, license, code, count, 0, null, 0, noLog, token));
    if (place[0] >= 0) {
      return;
    }
    int refused = -place[0];
    String what = "load program '" + name + "'";
    BpfException refusal = ReturnCode.refusal(refused, what);
    if (refusal instanceof BpfPermissionException) {
      throw refusal;
    }
    if (addressesValues && !Feature.GLOBAL_DATA.isSupported()) {
      throw Feature.GLOBAL_DATA.refusal(Message.whole(what, refused));
    }
    VerifierLogBuffer.Attempt logged =
        VerifierLogBuffer.growing(
            FIRST_LOG,
            LARGEST_LOG,
            (log, need) ->
                place[0] =
                    lbj_program_load(
                        types[0],
                        types[1],
                        name,
                        license,
                        code,
                        count,
                        BPF_LOG_LEVEL1,
                        log,
                        log.length,
                        need,
                        token));
    if (place[0] >= 0) {
      return; // what was in the way is gone: a signal, a limit
    }
    if (refused == Errno.EPERM && logged.log().isEmpty()) {
      throw ReturnCode.denial(Message.whole(what, refused), ProgramTypes.need(types[0]).alone());
    }
    int errno = logged.result() == -Errno.ENOSPC ? refused : -logged.result();
    throw LoadFailure.ofProgram(Message.whole(what, errno), name, logged.log(), Optional.empty());
  }
}
