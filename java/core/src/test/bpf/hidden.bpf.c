// SPDX-License-Identifier: Apache-2.0
/*
 * __hidden functions, which libbpf makes static while it loads: verified together with their callers,
 * who know that the pointer is there. On its own, as a global function, value_of() is refused.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} counts SEC(".maps");

__u32 room[4] SEC(".bss.room");
__u32 seen;

__hidden __noinline __u32 value_of(const __u32 *count)
{
	return *count + 1;
}

SEC("socket") int plain(void *ctx)
{
	__u32 key = 0;
	__u32 *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		seen = value_of(count) + room[0];
	return 0;
}
