// SPDX-License-Identifier: Apache-2.0
/* A map of each type that needs BTF, another map or a program of its own. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum { BPF_MAP_TYPE_CGRP_STORAGE_ = 32 }; /* in the headers since 6.2 */

struct stats {
	__u64 packets;
	__u32 mark;
};

#define STORAGE(NAME, TYPE)                                  \
	struct {                                             \
		__uint(type, TYPE);                          \
		__uint(map_flags, BPF_F_NO_PREALLOC);        \
		__type(key, int);                            \
		__type(value, struct stats);                 \
	} NAME SEC(".maps")

STORAGE(sk_storage, BPF_MAP_TYPE_SK_STORAGE);
STORAGE(inode_storage, BPF_MAP_TYPE_INODE_STORAGE);
STORAGE(task_storage, BPF_MAP_TYPE_TASK_STORAGE);
STORAGE(cgrp_storage, BPF_MAP_TYPE_CGRP_STORAGE_);

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, struct stats);
} cgroup_storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, struct stats);
} percpu_cgroup_storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 8 * sizeof(__u64));
} stack_trace SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} array_of_maps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} hash_of_maps SEC(".maps");

SEC("raw_tp")
int take_stack(void *ctx)
{
	return bpf_get_stackid(ctx, &stack_trace, 0);
}

SEC("cgroup_skb/egress")
int uses_cgroup_storage(struct __sk_buff *skb)
{
	struct stats *stats = bpf_get_local_storage(&cgroup_storage, 0);

	stats->packets++;
	return 1;
}

SEC("cgroup_skb/egress")
int uses_percpu_cgroup_storage(struct __sk_buff *skb)
{
	struct stats *stats = bpf_get_local_storage(&percpu_cgroup_storage, 0);

	stats->packets++;
	return 1;
}

char _license[] SEC("license") = "GPL";
