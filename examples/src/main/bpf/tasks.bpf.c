// SPDX-License-Identifier: Apache-2.0
/*
 * Tasks: the threads of this machine, asked of the kernel itself.
 *
 * Shows    an iterator whose structs are read as a stream of records
 * Java     Tasks.java
 * Kernel   5.8, with BTF
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   a table of processes, with how many threads each has and how long they ran
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct seq_file;

/* What is read of the kernel's types; libbpf finds the offsets on the running kernel. */
struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

struct task_struct {
	int pid, tgid;
	struct task_struct *real_parent;
	__u64 utime, stime, start_time;
	char comm[16];
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));

struct thread {
	__u32 tid;
	__u32 pid;
	__u32 parent;
	__u64 user_ns;
	__u64 system_ns;
	__u64 started_ns; /* CLOCK_MONOTONIC */
	char comm[16];
};

struct thread *unused_thread __attribute__((unused)); /* or BTF would lack the type */

SEC("iter/task")
int on_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct thread thread = {}; /* padding is written too */

	if (!task)
		return 0; /* the end of the walk */
	thread.tid = task->pid;
	thread.pid = task->tgid;
	thread.parent = task->real_parent->tgid;
	thread.user_ns = task->utime;
	thread.system_ns = task->stime;
	thread.started_ns = task->start_time;
	bpf_probe_read_kernel_str(thread.comm, sizeof(thread.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &thread, sizeof(thread));
	return 0;
}

char _license[] SEC("license") = "GPL"; /* bpf_seq_write wants it */
