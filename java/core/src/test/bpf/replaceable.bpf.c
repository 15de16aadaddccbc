// SPDX-License-Identifier: Apache-2.0
/* A program with a function that another program can replace. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u64 own_hits;

__noinline int answer(int number)
{
	__sync_fetch_and_add(&own_hits, 1);
	asm volatile("" : "+r"(number)); /* or callers would know what it returns */
	return number;
}

SEC("tc")
int asks(struct __sk_buff *skb)
{
	return answer(7);
}

char _license[] SEC("license") = "GPL";
