// SPDX-License-Identifier: Apache-2.0
/*
 * Kernel switch: one object with code for two kernel generations; a constant says which one runs.
 *
 * Shows    dead branches that the verifier removes, with helpers in them that this kernel lacks
 * Java     KernelSwitch.java
 * Kernel   5.5; any architecture, no BTF of the host
 * Needs    CAP_BPF, or root
 * Prints   both settings side by side, and the annotated listing of each
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [switch] */
const volatile int generation = 1; /* .rodata: the verifier knows it, and removes the other branch */
/* [/switch] */

__u64 clock_us;

/* A helper of a generation to come: no kernel has this number. */
static __u64 (*const bpf_next_clock_ns)(void) = (void *)1000;

/* [branches] */
static __noinline __u64 this_generation(void) /* static: see "The trap" */
{
	return bpf_ktime_get_ns() / 1000;
}

static __noinline __u64 next_generation(void)
{
	return bpf_next_clock_ns() / 1000;
}

SEC("socket")
int read_clock(struct __sk_buff *skb)
{
	if (generation == 1)
		clock_us = this_generation();
	else
		clock_us = next_generation();
	return 0;
}
/* [/branches] */

char LICENSE[] SEC("license") = "GPL";
