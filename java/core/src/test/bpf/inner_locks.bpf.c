// SPDX-License-Identifier: Apache-2.0
/* A map of maps whose inner maps have a spin lock in their values. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct guarded_value {
	struct bpf_spin_lock lock;
	__u32 number;
};
struct guarded_value *unused_value __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 1);
		__type(key, __u32);
		__type(value, struct guarded_value);
	});
} guarded SEC(".maps");

char _license[] SEC("license") = "GPL";
