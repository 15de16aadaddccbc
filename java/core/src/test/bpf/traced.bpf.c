// SPDX-License-Identifier: Apache-2.0
/* A program, and what takes the place of one of its functions or runs at its entry. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile __u64 entries;
volatile int answer = 1;

__attribute__((noinline)) int verdict(struct __sk_buff *skb)
{
	return answer;
}

SEC("socket")
int asks(struct __sk_buff *skb)
{
	return verdict(skb);
}

SEC("freplace")
int other_verdict(struct __sk_buff *skb)
{
	return 42;
}

SEC("fentry")
int BPF_PROG(at_entry)
{
	__sync_fetch_and_add(&entries, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
