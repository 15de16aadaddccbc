package org.libbpfjava.internal.probe;

import java.util.function.IntSupplier;
import org.libbpfjava.raw.global.libbpf;

/** The shim's probes of kernel features; each answers 0 or the positive errno of a refusal. */
public final class Probes {
  private Probes() {}

  public static int globalData() {
    return errno(libbpf::lbj_probe_global_data);
  }

  public static int mmapableArrays() {
    return errno(libbpf::lbj_probe_mmapable_arrays);
  }

  public static int knownConstants() {
    return errno(libbpf::lbj_probe_known_constants);
  }

  public static int fentry() {
    return errno(libbpf::lbj_probe_fentry);
  }

  public static int mapBatch() {
    return errno(libbpf::lbj_probe_map_batch);
  }

  public static int lsm() {
    return errno(libbpf::lbj_probe_lsm);
  }

  public static int ringBuffer() {
    return errno(libbpf::lbj_probe_ring_buffer);
  }

  public static int ringBufferOverwrite() {
    return errno(libbpf::lbj_probe_ring_buffer_overwrite);
  }

  public static int exclusiveMaps() {
    return errno(libbpf::lbj_probe_exclusive_maps);
  }

  public static int runTimeStatistics() {
    return errno(libbpf::lbj_probe_run_time_statistics);
  }

  public static int programStreams() {
    return errno(libbpf::lbj_probe_program_streams);
  }

  public static int structOpsAssociation() {
    return errno(libbpf::lbj_probe_struct_ops_association);
  }

  public static int userRingBuffer() {
    return errno(libbpf::lbj_probe_user_ring_buffer);
  }

  public static int cookie() {
    return errno(libbpf::lbj_probe_cookie);
  }

  public static int largeSections() {
    return errno(libbpf::lbj_probe_large_sections);
  }

  public static int kprobeMulti() {
    return errno(libbpf::lbj_probe_kprobe_multi);
  }

  public static int tcx() {
    return errno(libbpf::lbj_probe_tcx);
  }

  public static int uprobeMulti() {
    return errno(libbpf::lbj_probe_uprobe_multi);
  }

  public static int netkit() {
    return errno(libbpf::lbj_probe_netkit);
  }

  public static int arena() {
    return errno(libbpf::lbj_probe_arena);
  }

  public static int cpuFlags() {
    return errno(libbpf::lbj_probe_cpu_flags);
  }

  private static int errno(IntSupplier probe) {
    Presets.load();
    return -probe.getAsInt();
  }
}
