// SPDX-License-Identifier: Apache-2.0
/* A small object as agents have them: ten variables and one program on a tracepoint. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u64 variable_00000 = 1;
volatile __u64 variable_00001 = 1;
volatile __u64 variable_00002 = 1;
volatile __u64 variable_00003 = 1;
volatile __u64 variable_00004 = 1;
volatile __u64 variable_00005 = 1;
volatile __u64 variable_00006 = 1;
volatile __u64 variable_00007 = 1;
volatile __u64 variable_00008 = 1;
volatile __u64 variable_00009 = 1;

const volatile __u32 target_pid;
const volatile __u64 seed;
volatile __u64 seen;
volatile __u64 total;

/* Leaves the same value in `seen` however many system calls the process makes. */
SEC("raw_tp/sys_enter")
int on_sys_enter(void *ctx)
{
	if (target_pid == bpf_get_current_pid_tgid() >> 32) {
		/* all are used, or each load warns of those that were set for nothing */
		total = variable_00000 + variable_00001 + variable_00002 + variable_00003 + variable_00004 +
			variable_00005 + variable_00006 + variable_00007 + variable_00008 + variable_00009;
		seen = seed ^ 0x5eed;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
