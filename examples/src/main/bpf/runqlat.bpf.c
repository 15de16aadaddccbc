// SPDX-License-Identifier: Apache-2.0
/*
 * Runqlat: how long threads wait for a processor after they could run.
 *
 * Shows    a hash whose key is a struct, read and emptied as records
 * Java     RunqLat.java
 * Kernel   5.5, with BTF
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   a histogram of microseconds, for all CPUs or for each
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define TASK_RUNNING 0

/* What is read of the kernel's type; libbpf finds the offsets on the running kernel. */
struct task_struct {
	int pid;
	unsigned int __state;
} __attribute__((preserve_access_index));

struct task_struct___before_5_14 {
	long state;
} __attribute__((preserve_access_index));

/* When a thread could run: its number, and nanoseconds. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 10240);
	__type(key, int);
	__type(value, __u64);
} waiting SEC(".maps");

struct slot {
	__u32 cpu;
	__u32 log2; /* of microseconds: 3 for 8 to 15 */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct slot);
	__type(value, __u64);
} waits SEC(".maps");

static void begin(int pid)
{
	__u64 now = bpf_ktime_get_ns();

	if (pid) /* 0 is the idle thread of each CPU */
		bpf_map_update_elem(&waiting, &pid, &now, BPF_ANY);
}

static int is_running(struct task_struct *task)
{
	if (bpf_core_field_exists(task->__state))
		return BPF_CORE_READ(task, __state) == TASK_RUNNING;
	return BPF_CORE_READ((struct task_struct___before_5_14 *)task, state) == TASK_RUNNING;
}

SEC("raw_tp/sched_wakeup")
int on_wakeup(struct bpf_raw_tracepoint_args *ctx)
{
	begin(BPF_CORE_READ((struct task_struct *)ctx->args[0], pid));
	return 0;
}

SEC("raw_tp/sched_wakeup_new")
int on_wakeup_new(struct bpf_raw_tracepoint_args *ctx)
{
	begin(BPF_CORE_READ((struct task_struct *)ctx->args[0], pid));
	return 0;
}

SEC("raw_tp/sched_switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *previous = (void *)ctx->args[1];
	struct task_struct *next = (void *)ctx->args[2];
	int pid = BPF_CORE_READ(next, pid);
	__u64 one = 1, *since, *count;
	struct slot slot = {};

	if (is_running(previous)) /* it would go on, and waits again */
		begin(BPF_CORE_READ(previous, pid));
	since = bpf_map_lookup_elem(&waiting, &pid);
	if (!since)
		return 0;
	slot.cpu = bpf_get_smp_processor_id();
	for (__u64 micros = (bpf_ktime_get_ns() - *since) / 1000; micros > 1 && slot.log2 < 31; micros >>= 1)
		slot.log2++;
	bpf_map_delete_elem(&waiting, &pid);
	count = bpf_map_lookup_elem(&waits, &slot);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&waits, &slot, &one, BPF_ANY);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
