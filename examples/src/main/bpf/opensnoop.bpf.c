// SPDX-License-Identifier: Apache-2.0
/*
 * Opensnoop: how many files each process opens.
 *
 * Shows    a hash whose keys and values are structs, read as records, and constants for the verifier
 * Java     OpenSnoop.java
 * Kernel   5.5, with BTF
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   a table: the processes that opened most files since it began
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Set by Java before load: numbers of system calls differ from one architecture to the other. */
const volatile __u64 openat = 257;
const volatile __u64 openat2 = 437;

struct process {
	__u32 pid;
	char comm[16];
};

struct opens {
	__u64 count;
	__u64 last_ns; /* CLOCK_MONOTONIC */
};

/* It drops the processes that were not seen for the longest time. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 10240);
	__type(key, struct process);
	__type(value, struct opens);
} processes SEC(".maps");

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 number = ctx->args[1];
	struct process process = {}; /* padding in a key has to be zero too */
	struct opens first = { .count = 1, .last_ns = bpf_ktime_get_ns() }, *opens;

	if (number != openat && number != openat2)
		return 0;
	process.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(process.comm, sizeof(process.comm));
	opens = bpf_map_lookup_elem(&processes, &process);
	if (opens) {
		__sync_fetch_and_add(&opens->count, 1);
		opens->last_ns = first.last_ns;
	} else {
		bpf_map_update_elem(&processes, &process, &first, BPF_ANY);
	}
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
