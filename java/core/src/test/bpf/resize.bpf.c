// SPDX-License-Identifier: Apache-2.0
/* Data sections whose last array user space makes larger before load. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC(".bss.samples") volatile __u32 samples[4];
SEC(".data.single") volatile __u64 last = 7;

const volatile __u32 count = 4;
volatile __u64 sum, head;

SEC("socket")
int add(struct __sk_buff *skb)
{
	volatile __u32 *all = samples;

	asm volatile("" : "+r"(all)); /* clang must not know that there are only four */
	for (__u32 i = 0; i < 16; i++) {
		if (i >= count)
			break;
		sum += all[i];
	}
	head = last;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
