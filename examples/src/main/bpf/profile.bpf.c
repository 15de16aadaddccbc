// SPDX-License-Identifier: Apache-2.0
/*
 * Profile: what the processors do, asked many times a second.
 *
 * Shows    a program at a perf event of each CPU, a map of stacks, symbols of the kernel
 * Java     Profile.java
 * Kernel   5.5, with BTF
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   folded lines, from which flamegraph.pl draws a flame graph
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define DEPTH 64

/* Set by Java before load; 0 for all processes. */
const volatile __u32 target_pid;

struct key {
	__u32 pid;
	__s32 kernel_stack; /* negative for none */
	__s32 user_stack;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct key);
	__type(value, __u64);
} samples SEC(".maps");

typedef __u64 stack[DEPTH];

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, stack);
} stacks SEC(".maps");

/* Read by Java: samples that found no room. */
__u64 dropped;

SEC("perf_event")
int on_sample(void *ctx)
{
	struct key key = {};
	__u64 one = 1, *count;

	key.pid = bpf_get_current_pid_tgid() >> 32;
	if (!key.pid || (target_pid && key.pid != target_pid))
		return 0; /* an idle CPU, or another process */
	bpf_get_current_comm(key.comm, sizeof(key.comm));
	key.kernel_stack = bpf_get_stackid(ctx, &stacks, 0);
	key.user_stack = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	count = bpf_map_lookup_elem(&samples, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	else if (bpf_map_update_elem(&samples, &key, &one, BPF_NOEXIST))
		__sync_fetch_and_add(&dropped, 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
