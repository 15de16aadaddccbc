package org.libbpfjava.benchmarks.peer;

import java.util.List;
import me.bechberger.ebpf.annotations.bpf.BPF;
import me.bechberger.ebpf.bpf.BPFProgram;
import me.bechberger.ebpf.bpf.GlobalVariable;

/** What small.bpf.c has, as hello-ebpf declares it. */
@BPF(license = "GPL")
public abstract class Small extends BPFProgram {
  final GlobalVariable<Long> variable0 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable1 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable2 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable3 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable4 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable5 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable6 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable7 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable8 = new GlobalVariable<>(1L);
  final GlobalVariable<Long> variable9 = new GlobalVariable<>(1L);
  final GlobalVariable<Integer> targetPid = new GlobalVariable<>(0);
  final GlobalVariable<Long> seed = new GlobalVariable<>(0L);
  final GlobalVariable<Long> seen = new GlobalVariable<>(0L);
  final GlobalVariable<Long> total = new GlobalVariable<>(0L);

  static final String EBPF_PROGRAM =
      """
      #include "vmlinux.h"
      #include <bpf/bpf_helpers.h>

      SEC("raw_tp/sys_enter")
      int on_sys_enter(void *ctx)
      {
        if (targetPid == bpf_get_current_pid_tgid() >> 32) {
          total = variable0 + variable1 + variable2 + variable3 + variable4 + variable5 + variable6
              + variable7 + variable8 + variable9;
          seen = seed ^ 0x5eed;
        }
        return 0;
      }
      """;

  List<GlobalVariable<Long>> ten() {
    return List.of(
        variable0, variable1, variable2, variable3, variable4, variable5, variable6, variable7,
        variable8, variable9);
  }
}
