// SPDX-License-Identifier: Apache-2.0
/* The README's whole program, with java/app/Main.java. */
/* [probe] */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile int target_pid = 0; /* set before load */
volatile __u64 calls;              /* read live */

SEC("raw_tp/sys_enter")
int on_sys_enter(void *context)
{
	if (bpf_get_current_pid_tgid() >> 32 == target_pid)
		__sync_fetch_and_add(&calls, 1);
	return 0;
}

char _license[] SEC("license") = "GPL"; /* some helpers want it */
/* [/probe] */
