// SPDX-License-Identifier: Apache-2.0
/* Counters that programs on every CPU increment, side by side with what Java writes meanwhile. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* In one struct, so that nothing but this text decides what lies next to what. */
struct bits {
	__u32 low : 5, high : 3;
};

SEC(".data.row") volatile struct {
	__u32 before;
	__u32 small_hits;
	__u64 hits;
	__s16 between;
	__u8 behind[3];
	__u8 flag;
	struct bits bits;
	__u64 together;
	__u32 last;
} row = { 1 };

SEC("socket")
int count(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&row.hits, 1);
	__sync_fetch_and_add(&row.small_hits, 1);
	__sync_fetch_and_add(&row.together, 1);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
