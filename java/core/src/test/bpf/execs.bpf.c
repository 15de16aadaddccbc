// SPDX-License-Identifier: Apache-2.0
/* The programs of docs/events.md: which processes start and end. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* [event] */
struct event {
	__u32 pid;
	char comm[16];
};

struct event *unused_event __attribute__((unused)); /* or the struct is not in the object's BTF */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} events SEC(".maps");

__u64 lost; /* events that found no room */

SEC("raw_tp/sched_process_exec") int on_exec(void *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	event->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return 0;
}
/* [/event] */

struct exit_event {
	__u32 pid;
};

struct exit_event *unused_exit __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} exits SEC(".maps");

SEC("raw_tp/sched_process_exit") int on_exit(void *ctx)
{
	struct exit_event *event = bpf_ringbuf_reserve(&exits, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("raw_tp/sched_process_exec") int on_exec_in_batches(void *ctx)
{
	struct event event = {};

	event.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(event.comm, sizeof(event.comm));
	/* [wake-up] */
	__u64 waiting = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);

	bpf_ringbuf_output(&events, &event, sizeof(event),
			   waiting >= 64 * 1024 ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	/* [/wake-up] */
	return 0;
}
