// SPDX-License-Identifier: Apache-2.0
/* The flight recorder of docs/events.md. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct event {
	__u32 pid;
	char comm[16];
};

struct event *unused_event __attribute__((unused));

/* [recorder] */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(map_flags, BPF_F_RB_OVERWRITE);
	__uint(max_entries, 64 * 1024);
} recorder SEC(".maps");
/* [/recorder] */

SEC("raw_tp/sched_process_exec") int on_exec(void *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&recorder, sizeof(*event), 0);

	if (!event)
		return 0;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return 0;
}
