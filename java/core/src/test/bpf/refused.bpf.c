// SPDX-License-Identifier: Apache-2.0
/* Two programs: one that any verifier accepts, one that reads what it did not check. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile int answer = 42;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} slots SEC(".maps");

SEC("socket")
int fine(struct __sk_buff *skb)
{
	return answer;
}

SEC("socket")
int unchecked(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *slot = bpf_map_lookup_elem(&slots, &key);

	return *slot;
}

char _license[] SEC("license") = "Dual MIT/GPL";
