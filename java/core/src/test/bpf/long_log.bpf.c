// SPDX-License-Identifier: Apache-2.0
/* A program of which the verifier writes tens of megabytes at log level 2. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int long_log(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < 40000; i++) {
		sum += skb->len;
		asm volatile("" : "+r"(i));
	}
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
