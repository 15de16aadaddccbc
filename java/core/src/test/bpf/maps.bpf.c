// SPDX-License-Identifier: Apache-2.0
/* A map of each kind whose elements move differently, and programs that reach them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32); /* the kernel moves 8 bytes for each CPU */
} percpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__type(value, __u32);
} queue SEC(".maps");

SEC("socket")
int touch(struct __sk_buff *skb)
{
	__u32 key = 0, *mine = bpf_map_lookup_elem(&percpu, &key);
	__u64 *slot = bpf_map_lookup_elem(&slots, &key);

	if (mine)
		*mine = 7;
	if (slot)
		*slot += skb->len;
	return 1;
}

char _license[] SEC("license") = "Dual MIT/GPL";
