// SPDX-License-Identifier: Apache-2.0
/*
 * Execsnoop: tells of every program that a process starts to run.
 *
 * Shows    EventStream over a ring buffer, or a perf buffer where the kernel has none
 * Java     ExecSnoop.java
 * Kernel   5.5, with BTF; the ring buffer 5.8
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   a line for each process: time, PID, parent, command and arguments
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Set by Java before load. The verifier removes the other branch, with a helper that may be missing. */
const volatile _Bool use_ring = 1;

struct event {
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u32 pid;
	__u32 ppid;
	char comm[16];
	__u32 size; /* bytes of args: the arguments, a NUL behind each */
	char args[220];
};

struct event *unused_event __attribute__((unused)); /* or BTF would lack the type */

/* Java has load make one of the two. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} perf SEC(".maps");

/* Read by Java, live: events that found no room. */
__u64 dropped;

/* What is read of the kernel's types; libbpf finds the offsets on the running kernel. */
struct mm_struct {
	unsigned long arg_start, arg_end;
} __attribute__((preserve_access_index));

struct task_struct {
	struct task_struct *real_parent;
	struct mm_struct *mm;
	int tgid;
} __attribute__((preserve_access_index));

SEC("raw_tp/sched_process_exec")
int on_exec(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	unsigned long start = BPF_CORE_READ(task, mm, arg_start);
	unsigned long size = BPF_CORE_READ(task, mm, arg_end) - start;
	struct event event = {
		.time_ns = bpf_ktime_get_ns(),
		.pid = BPF_CORE_READ(task, tgid),
		.ppid = BPF_CORE_READ(task, real_parent, tgid),
	};
	long err;

	bpf_get_current_comm(event.comm, sizeof(event.comm));
	if (size > sizeof(event.args))
		size = sizeof(event.args);
	if (bpf_probe_read_user(event.args, size, (void *)start) == 0)
		event.size = size;

	if (use_ring)
		err = bpf_ringbuf_output(&ring, &event, sizeof(event), 0);
	else
		err = bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &event, sizeof(event));
	if (err)
		__sync_fetch_and_add(&dropped, 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
