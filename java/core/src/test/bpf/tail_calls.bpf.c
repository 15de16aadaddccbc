// SPDX-License-Identifier: Apache-2.0
/* A program that calls another one through an array, and ones that can be called. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [jumps] */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
} jumps SEC(".maps");

SEC("socket")
int dispatch(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &jumps, 1);
	return 100; /* nobody was there */
}
/* [/jumps] */

SEC("socket")
int answers_1(struct __sk_buff *skb)
{
	return 1;
}

SEC("socket")
int answers_2(struct __sk_buff *skb)
{
	return 2;
}

SEC("tc")
int of_another_type(struct __sk_buff *skb)
{
	return 3;
}

char _license[] SEC("license") = "GPL";
