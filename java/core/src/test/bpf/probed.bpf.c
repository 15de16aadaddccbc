// SPDX-License-Identifier: Apache-2.0
/* A program for each kind of link at functions and tracepoints of the kernel. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PROBE(name)            \
	int name(void *ctx)    \
	{                      \
		return 0;      \
	}

SEC("tracepoint/sched/sched_process_exit") PROBE(tracepoint)
SEC("fentry/vfs_statx") PROBE(fentry)
SEC("kprobe/vfs_statx") PROBE(kprobe)
SEC("kretprobe/vfs_statx") PROBE(kretprobe)
SEC("kretprobe.multi/vfs_stat*") PROBE(kretprobe_multi)

char _license[] SEC("license") = "GPL";
