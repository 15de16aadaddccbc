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

extern void bpf_rcu_read_lock(void) __weak __ksym;
extern void bpf_rcu_read_unlock(void) __weak __ksym;

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
		seen = value_of(count);
	return 0;
}

/* Gives the object's BTF a type that clang did not write. */
SEC("?tc") int with_kernel_function(void *ctx)
{
	if (bpf_rcu_read_lock) {
		bpf_rcu_read_lock();
		bpf_rcu_read_unlock();
	}
	return 0;
}
