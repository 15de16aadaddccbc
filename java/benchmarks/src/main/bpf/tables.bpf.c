// SPDX-License-Identifier: Apache-2.0
/* Hashes of many entries, for the rows that read all of them, and one of structs. */
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

SEC("socket")
int unused(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
