package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_enable_stats;

import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.Presets;

/** The descriptor as long as which the kernel counts the runs of programs: bpf_enable_stats(). */
public final class RunTimeStatistics {
  private static final int BPF_STATS_RUN_TIME = 0;
  private static final String WHAT = "enable run time statistics";

  private RunTimeStatistics() {}

  /** {@return what ends the counting} */
  public static NativeResource enable() {
    Presets.load();
    Descriptors descriptors = new Descriptors();
    int[] place = descriptors.reserve();
    NativeResource resource = new NativeResource("run time statistics", descriptors::close);
    try {
      Reclaim.retry(() -> place[0] = bpf_enable_stats(BPF_STATS_RUN_TIME));
      if (place[0] >= 0) {
        return resource;
      }
      throw place[0] == -Errno.EINVAL
          ? Feature.RUN_TIME_STATISTICS.refusal(Message.whole(WHAT, Errno.EINVAL))
          : ReturnCode.refusal(-place[0], WHAT);
    } catch (Throwable e) {
      resource.close();
      throw e;
    }
  }
}
