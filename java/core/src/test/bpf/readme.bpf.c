// SPDX-License-Identifier: Apache-2.0
/* The program of the README's first screen. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [variables] */
const volatile int target_pid = 0;        /* .rodata: a constant for the verifier */
volatile _Bool detailed = 1;              /* .data: a switch */
volatile struct { __u64 calls; } totals;  /* .bss: counters */
/* [/variables] */

struct range {
	__u32 first, last;
};

const volatile struct {
	struct range counted[4];
} settings = { { { 0, 511 } } };

volatile __u64 counters[512];

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 number = ctx->args[1];

	if (bpf_get_current_pid_tgid() >> 32 != target_pid)
		return 0;
	__sync_fetch_and_add(&totals.calls, 1);
	if (detailed && number <= settings.counted[0].last && number < 512)
		__sync_fetch_and_add(&counters[number], 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
