package org.libbpfjava.internal.code;

import static org.libbpfjava.raw.global.libbpf.lbj_map_create;
import static org.libbpfjava.raw.global.libbpf.lbj_program_load;
import static org.libbpfjava.raw.global.libbpf.lbj_program_type;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_map_type_str;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.libbpfjava.BpfException;
import org.libbpfjava.BpfPermissionException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.LoadFailure;
import org.libbpfjava.internal.Native;
import org.libbpfjava.internal.NativeLog;

/** Maps and programs made without libbpf's objects. */
public final class ProgramLoading {
  private static final int FIRST_LOG = 64 << 10;
  private static final int LARGEST_LOG = (1 << 30) - 1; // UINT_MAX >> 2: kernel/bpf/log.c
  private static final int BPF_LOG_LEVEL1 = 1;

  private ProgramLoading() {}

  /**
   * Makes a map.
   *
   * @param needed features of the kernel that a refusal may be the want of
   * @return its descriptor
   */
  public static int createMap(
      String type,
      String name,
      int keySize,
      int valueSize,
      int maxEntries,
      int flags,
      List<Feature> needed) {
    String what = "create map '" + name + "'";
    int fd = lbj_map_create(mapType(type), name, keySize, valueSize, maxEntries, flags);
    if (fd >= 0) {
      return fd;
    }
    BpfException refusal = Native.refusal(-fd, what);
    if (!(refusal instanceof BpfPermissionException)) {
      for (Feature feature : needed) {
        if (!feature.isSupported()) {
          throw feature.refusal(what, -fd);
        }
      }
    }
    throw refusal;
  }

  /** libbpf has names for numbers alone. */
  private static int mapType(String name) {
    for (int type = 1; ; type++) {
      BytePointer known = libbpf_bpf_map_type_str(type);
      if (known == null || known.isNull()) {
        throw new IllegalArgumentException("libbpf knows no type of map '" + name + "'");
      }
      if (known.getString().equals(name)) {
        return type;
      }
    }
  }

  /**
   * Loads a program. It is tried without a log, which costs nothing where it is fine, and once
   * refused again with one, as libbpf does for objects.
   *
   * @param code whole slots
   * @param addressesValues whether it has a BPF_PSEUDO_MAP_VALUE, which old kernels do not know
   * @return its descriptor
   */
  public static int load(
      String section, String name, String license, byte[] code, boolean addressesValues) {
    int[] types = new int[2];
    Native.check(lbj_program_type(section, types), "find the program type of section", section);
    int count = code.length / LibbpfProgram.SLOT_BYTES;
    // Safe: `count` slots are all of the code; there is no log.
    int fd =
        lbj_program_load(types[0], types[1], name, license, code, count, 0, null, 0, new int[1]);
    if (fd >= 0) {
      return fd;
    }
    String what = "load program '" + name + "'";
    BpfException refusal = Native.refusal(-fd, what);
    if (refusal instanceof BpfPermissionException) {
      throw refusal;
    }
    if (addressesValues && !Feature.GLOBAL_DATA.isSupported()) {
      throw Feature.GLOBAL_DATA.refusal(what, -fd);
    }
    VerifierLogBuffer.Attempt logged =
        VerifierLogBuffer.growing(
            FIRST_LOG,
            Math.min(LARGEST_LOG, NativeLog.LIMIT_BYTES),
            (log, need) ->
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
                    need));
    if (logged.result() >= 0) {
      return logged.result(); // what was in the way is gone: a signal, a limit
    }
    int errno = logged.result() == -Errno.ENOSPC ? -fd : -logged.result();
    throw LoadFailure.ofProgram(what, name, errno, logged.log());
  }
}
