// SPDX-License-Identifier: Apache-2.0
/* Counters of each CPU, and a program that a test runs on the CPU of its choice. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum mood {
	MOOD_BAD = -1,
	MOOD_GOOD = 1,
};

struct stats {
	__u64 packets;
	struct {
		__s32 least;
		__u16 most;
	} size;
	__u32 kind : 3;
	__u8 last; /* so that the size is no multiple of 8 without padding */
	enum mood mood;
	float ratio;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct stats);
} stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32); /* the kernel moves 8 bytes for each CPU */
} hits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 16);
} plain SEC(".maps");

SEC("raw_tp/sched_switch")
int count(void *ctx)
{
	__u32 key = 7, zero = 0, *hit = bpf_map_lookup_elem(&hits, &zero);
	struct stats *mine = bpf_map_lookup_elem(&stats, &key), empty = {};
	__u64 one = 1, *recently = bpf_map_lookup_elem(&recent, &key);

	if (!mine) {
		bpf_map_update_elem(&stats, &key, &empty, BPF_NOEXIST);
		mine = bpf_map_lookup_elem(&stats, &key);
	}
	if (mine) {
		mine->packets += bpf_get_smp_processor_id() + 1;
		mine->size.least -= 5;
		mine->mood = MOOD_BAD;
	}
	if (hit)
		*hit += 1;
	if (recently)
		*recently += 1;
	else
		bpf_map_update_elem(&recent, &key, &one, BPF_ANY);
	return 0;
}

char _license[] SEC("license") = "GPL";
