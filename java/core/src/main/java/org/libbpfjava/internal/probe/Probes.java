package org.libbpfjava.internal.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.libbpfjava.raw.global.plain;

/** Probes of kernel features. The shim's answer 0 or the positive errno of a refusal. */
public final class Probes {
  private Probes() {}

  public static int globalData() {
    return errno(plain::lbj_probe_global_data);
  }

  public static int mmapableArrays() {
    return errno(plain::lbj_probe_mmapable_arrays);
  }

  public static int knownConstants() {
    return errno(plain::lbj_probe_known_constants);
  }

  public static int fentry() {
    return errno(plain::lbj_probe_fentry);
  }

  public static int mapBatch() {
    return errno(plain::lbj_probe_map_batch);
  }

  public static int lsm() {
    return errno(plain::lbj_probe_lsm);
  }

  public static int ringBuffer() {
    return errno(plain::lbj_probe_ring_buffer);
  }

  public static int ringBufferOverwrite() {
    return errno(plain::lbj_probe_ring_buffer_overwrite);
  }

  public static int exclusiveMaps() {
    return errno(plain::lbj_probe_exclusive_maps);
  }

  public static int runTimeStatistics() {
    return errno(plain::lbj_probe_run_time_statistics);
  }

  public static int programStreams() {
    return errno(plain::lbj_probe_program_streams);
  }

  public static int structOpsAssociation() {
    return errno(plain::lbj_probe_struct_ops_association);
  }

  public static int userRingBuffer() {
    return errno(plain::lbj_probe_user_ring_buffer);
  }

  public static int cookie() {
    return errno(plain::lbj_probe_cookie);
  }

  public static int largeSections() {
    return errno(plain::lbj_probe_large_sections);
  }

  public static int kprobeMulti() {
    return errno(plain::lbj_probe_kprobe_multi);
  }

  public static int tcx() {
    return errno(plain::lbj_probe_tcx);
  }

  public static int uprobeMulti() {
    return errno(plain::lbj_probe_uprobe_multi);
  }

  public static int netkit() {
    return errno(plain::lbj_probe_netkit);
  }

  public static int arena() {
    return errno(plain::lbj_probe_arena);
  }

  public static int cpuFlags() {
    return errno(plain::lbj_probe_cpu_flags);
  }

  /** {@return 0 where bpf(2) reaches the kernel, for a process with the capabilities} */
  public static int bpfCall() {
    return errno(plain::lbj_probe_bpf_call);
  }

  /** {@return 0 where perf_event_open(2) reaches the kernel} */
  public static int perfCall() {
    return errno(plain::lbj_probe_perf_call);
  }

  /**
   * {@return positive where the kernel loads programs of a type, 0 where it does not; -EPERM where
   * it let no call of this process pass, so that nobody can tell}
   */
  public static int programType(int number) {
    Presets.load();
    return plain.lbj_probe_program_type(number);
  }

  /** {@return as {@link #programType} whether the kernel makes maps of a type} */
  public static int mapType(int number) {
    Presets.load();
    return plain.lbj_probe_map_type(number);
  }

  /**
   * {@return as {@link #programType} whether programs of a type, which this kernel has, may call a
   * helper}
   *
   * @param type not tracing, ext, lsm or struct_ops, of which libbpf cannot tell
   */
  public static int helper(int type, int helper) {
    Presets.load();
    return plain.lbj_probe_helper(type, helper);
  }

  /**
   * {@return the constants of an enum of the kernel, in its order; empty where its BTF has no such
   * enum, or it has no BTF}
   */
  public static Optional<List<String>> enumerators(String name) {
    Presets.load();
    byte[] names = new byte[1];
    while (true) {
      long bytes = plain.lbj_kernel_enumerators(name, names, names.length);
      if (bytes < 0) {
        return Optional.empty();
      }
      if (bytes <= names.length) {
        String all = new String(names, StandardCharsets.US_ASCII);
        return Optional.of(List.of(all.substring(0, (int) bytes).split("\0", 0)));
      }
      names = new byte[Math.toIntExact(bytes)];
    }
  }

  /**
   * {@return whether the kernel or a module has a function that programs may call; empty where it
   * has no BTF}
   */
  public static Optional<Boolean> hasKfunc(String name) {
    Presets.load();
    int found = plain.lbj_kernel_has_kfunc(name);
    return found < 0 ? Optional.empty() : Optional.of(found > 0);
  }

  private static int errno(IntSupplier probe) {
    Presets.load();
    return -probe.getAsInt();
  }
}
