// SPDX-License-Identifier: Apache-2.0
/* What the rows read and write while the object is loaded: variables, a struct, maps. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "records.h"

volatile __u64 counter;
volatile __u32 number;
volatile __u64 hits;
volatile __u32 mode;

struct limit {
	__u64 min;
	__u64 max;
};

struct settings {
	__u32 level;
	struct limit limits[4];
};

volatile struct sample sample = {
	.time = 1, .pid = 2, .tid = 3, .result = -4, .kind = 5, .flags = 6,
	.bytes = 7, .offset = 8, .latency = 9, .cookie = 10, .total = 11,
};
volatile struct call call = {
	.time = 1, .pid = 2, .result = -3, .comm = "benchmark", .bytes = 4, .latency = 5, .cookie = 6, .total = 7,
};
volatile struct settings settings = {
	.level = 1, .limits = { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } },
};

#define ENTRIES 1024
#define MAP(NAME, TYPE, VALUE_SIZE)                 \
	struct {                                    \
		__uint(type, TYPE);                 \
		__uint(max_entries, ENTRIES);       \
		__uint(key_size, 4);                \
		__uint(value_size, VALUE_SIZE);     \
	} NAME SEC(".maps")

MAP(array_8, BPF_MAP_TYPE_ARRAY, 8);
MAP(array_256, BPF_MAP_TYPE_ARRAY, 256);
MAP(hash_8, BPF_MAP_TYPE_HASH, 8);
MAP(hash_256, BPF_MAP_TYPE_HASH, 256);

/* Run by test runs, while user space writes the variable beside the one that it counts in. */
SEC("xdp")
int count(struct xdp_md *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
