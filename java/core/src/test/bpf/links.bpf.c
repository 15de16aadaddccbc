// SPDX-License-Identifier: Apache-2.0
/*
 * One program for each kind of link that a section's name can ask for and every machine can make.
 * The probed functions are ones that nobody calls often; USDT probes come from a library that every
 * JVM's machine has.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

volatile __u64 hits;

#define COUNT(name)                                                \
	int name(void *ctx)                                        \
	{                                                          \
		__sync_fetch_and_add(&hits, 1);                    \
		return 0;                                          \
	}

SEC("raw_tp/sched_process_exit") COUNT(raw_tracepoint)
SEC("tp_btf/sched_process_exit") COUNT(typed_tracepoint)
SEC("uprobe/libc.so.6:gnu_get_libc_version") COUNT(uprobe)
SEC("uretprobe/libc.so.6:gnu_get_libc_version") COUNT(uretprobe)
SEC("uprobe.multi/libc.so.6:gnu_get_libc_*") COUNT(uprobe_multi)
SEC("usdt/libstdc++.so.6:libstdcxx:throw") COUNT(usdt_throw)
SEC("usdt/libstdc++.so.6:libstdcxx:catch") COUNT(usdt_catch)
SEC("iter/bpf_map") COUNT(iterator)

char _license[] SEC("license") = "GPL";
