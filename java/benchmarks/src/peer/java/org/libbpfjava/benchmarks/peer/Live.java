package org.libbpfjava.benchmarks.peer;

import me.bechberger.ebpf.annotations.Size;
import me.bechberger.ebpf.annotations.Type;
import me.bechberger.ebpf.annotations.bpf.BPF;
import me.bechberger.ebpf.annotations.bpf.BPFMapDefinition;
import me.bechberger.ebpf.bpf.BPFProgram;
import me.bechberger.ebpf.bpf.GlobalVariable;
import me.bechberger.ebpf.bpf.map.BPFArray;
import me.bechberger.ebpf.bpf.map.BPFHashMap;

/** What live.bpf.c has, as hello-ebpf declares it. */
@BPF(license = "GPL")
public abstract class Live extends BPFProgram {
  static final int ENTRIES = 1024;

  /** {@code struct sample} of records.h. */
  @Type
  record Sample(
      long time,
      int pid,
      int tid,
      int result,
      short kind,
      short flags,
      long bytes,
      long offset,
      long latency,
      long cookie,
      long total) {
    long sum() {
      return time + pid + tid + result + kind + flags + bytes + offset + latency + cookie + total;
    }
  }

  /** {@code struct call} of records.h. */
  @Type
  record Call(
      long time,
      int pid,
      int result,
      @Size(16) String comm,
      long bytes,
      long latency,
      long cookie,
      long total) {
    long sum() {
      return time
          + pid
          + result
          + comm.length()
          + comm.charAt(8)
          + bytes
          + latency
          + cookie
          + total;
    }
  }

  /** 256 bytes, whose first and last word rows write and read. */
  @Type
  record Block(long first, @Size(240) String between, long last) {}

  final GlobalVariable<Long> counter = new GlobalVariable<>(0L);
  final GlobalVariable<Integer> number = new GlobalVariable<>(0);
  final GlobalVariable<Long> hits = new GlobalVariable<>(0L);
  final GlobalVariable<Integer> mode = new GlobalVariable<>(0);
  final GlobalVariable<Sample> sample =
      new GlobalVariable<>(new Sample(1, 2, 3, -4, (short) 5, (short) 6, 7, 8, 9, 10, 11));
  final GlobalVariable<Call> call =
      new GlobalVariable<>(new Call(1, 2, -3, "benchmark", 4, 5, 6, 7));

  @BPFMapDefinition(maxEntries = ENTRIES)
  BPFArray<Long> array8;

  @BPFMapDefinition(maxEntries = ENTRIES)
  BPFArray<Block> array256;

  @BPFMapDefinition(maxEntries = ENTRIES)
  BPFHashMap<Integer, Long> hash8;

  @BPFMapDefinition(maxEntries = ENTRIES)
  BPFHashMap<Integer, Block> hash256;

  /** Counts beside {@code hits}, where no write of user space reaches. */
  @BPFMapDefinition(maxEntries = 1)
  BPFArray<Long> counted;

  static final String EBPF_PROGRAM =
      """
      #include "vmlinux.h"
      #include <bpf/bpf_helpers.h>

      SEC("xdp")
      int count(struct xdp_md *ctx)
      {
        u32 zero = 0;
        s64 *certain = bpf_map_lookup_elem(&counted, &zero);

        if (certain)
          __sync_fetch_and_add(certain, 1);
        __sync_fetch_and_add(&hits, 1);
        return XDP_PASS;
      }
      """;
}
