// SPDX-License-Identifier: Apache-2.0
/*
 * Globals: counts the system calls of one process, as told by constants, a switch and counters.
 *
 * Shows    .rodata set before load; .data changed and .bss read while the program runs
 * Java     Globals.java
 * Kernel   5.5 for live access without system calls; any architecture, no BTF of the host
 * Needs    CAP_BPF and CAP_PERFMON, or root
 * Prints   the variables, then a bar for each system call
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_SYSCALLS 512

/* Set by Java before load. volatile, or clang folds the 0 and drops the variable. */
const volatile int target_pid = 0;

struct range {
	__u32 first, last;
};

const volatile struct {
	char label[16];
	struct range counted[4]; /* system calls that get a counter; 1 to 0 is none */
} settings = { "all", { { 0, MAX_SYSCALLS - 1 }, { 1, 0 }, { 1, 0 }, { 1, 0 } } };

/* Flipped by Java while the program runs: off, and only the total goes on counting. */
volatile _Bool detailed = 1;

/* Read by Java, live. */
volatile __u64 counters[MAX_SYSCALLS];
volatile struct {
	__u64 calls;
	__u64 without_detail;
	__s64 last_number;
} totals;

static _Bool is_counted(__u64 number)
{
	for (int i = 0; i < 4; i++)
		if (number >= settings.counted[i].first && number <= settings.counted[i].last)
			return 1;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 number = ctx->args[1];

	if (bpf_get_current_pid_tgid() >> 32 != target_pid)
		return 0;
	__sync_fetch_and_add(&totals.calls, 1);
	totals.last_number = number;
	if (!detailed)
		__sync_fetch_and_add(&totals.without_detail, 1);
	else if (number < MAX_SYSCALLS && is_counted(number))
		__sync_fetch_and_add(&counters[number], 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
