// SPDX-License-Identifier: Apache-2.0
/*
 * Uprobe: which host names processes ask the C library for, and how long the answers take.
 *
 * Shows    attaching to a function of a library at its entry and its return, and a constant that
 *          says whose registers these are: one object for two architectures
 * Java     GetAddrInfo.java
 * Kernel   5.8, with BTF and uprobes
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   a line for each call of getaddrinfo(): process, milliseconds, result and name
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Set by Java before load: where struct pt_regs has them, counted in longs. */
const volatile __u32 first_argument, return_value;

struct event {
	__u64 ns;
	__u32 pid;
	__s32 result;
	char comm[16];
	char name[64];
};

struct event *unused_event __attribute__((unused)); /* or BTF would lack the type */

struct call {
	__u64 since_ns;
	__u64 name; /* an address of the process */
};

/* Calls that have not returned, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, struct call);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

/* Read by Java, live: calls that found no room in the ring. */
__u64 dropped;

static __u64 register_at(const void *ctx, __u32 index)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), ctx + index * sizeof(value));
	return value;
}

SEC("uprobe")
int on_entry(void *ctx)
{
	__u32 thread = bpf_get_current_pid_tgid();
	struct call call = { .since_ns = bpf_ktime_get_ns(), .name = register_at(ctx, first_argument) };

	bpf_map_update_elem(&calls, &thread, &call, BPF_ANY);
	return 0;
}

SEC("uretprobe")
int on_return(void *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 thread = id;
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	struct event *event;

	if (!call)
		return 0; /* it began before the probe */
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&dropped, 1);
		return 0;
	}
	event->ns = bpf_ktime_get_ns() - call->since_ns;
	event->pid = id >> 32;
	event->result = register_at(ctx, return_value);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	if (bpf_probe_read_user_str(event->name, sizeof(event->name), (void *)call->name) < 0)
		event->name[0] = 0; /* getaddrinfo() takes NULL for this machine */
	bpf_ringbuf_submit(event, 0);
	bpf_map_delete_elem(&calls, &thread);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
