// SPDX-License-Identifier: Apache-2.0
/* The program of docs/events.md that reads what Java writes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

__u64 limits[16];

/* [commands] */
struct command {
	__u32 what;
	__u64 limit;
};

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 64 * 1024);
} commands SEC(".maps");

static long on_command(struct bpf_dynptr *record, void *ctx)
{
	struct command command;

	if (!bpf_dynptr_read(&command, sizeof(command), record, 0, 0))
		limits[command.what & 15] = command.limit;
	return 0; /* 1 leaves the other records for the next drain */
}

SEC("raw_tp/sched_process_exec") int take_commands(void *ctx)
{
	bpf_user_ringbuf_drain(&commands, on_command, NULL, 0);
	return 0;
}
/* [/commands] */
