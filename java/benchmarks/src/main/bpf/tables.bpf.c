// SPDX-License-Identifier: Apache-2.0
/* Hashes of many entries, for the rows that read all of them, one of structs, and arrays. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "records.h"

#define MANY 100000

#define TABLE(NAME, ENTRIES, VALUE)                 \
	struct {                                    \
		__uint(type, BPF_MAP_TYPE_HASH);    \
		__uint(max_entries, ENTRIES);       \
		__type(key, __u32);                 \
		__type(value, VALUE);               \
	} NAME SEC(".maps")

TABLE(samples, 1024, struct sample);
TABLE(many_8, MANY, __u64);
TABLE(many_64, MANY, struct sample);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 128);
	__type(key, __u32);
	__type(value, struct sample);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct sample);
} samples_of_cpus SEC(".maps");

SEC("socket")
int unused(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
