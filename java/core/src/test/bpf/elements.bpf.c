// SPDX-License-Identifier: Apache-2.0
/* Arrays that user space can map, and programs that count in them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [devices] */
enum state {
	STATE_DOWN,
	STATE_UP,
};

struct device {
	__u64 hits;
	enum state state;
	struct {
		__u32 rx;
		__u32 tx;
	} errors;
	char name[16];
	__u8 seen : 1;
	__u8 kind : 3;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct device);
} devices SEC(".maps");
/* [/devices] */

struct odd { /* 20 bytes: each element begins at a multiple of 8 */
	__u32 first;
	__u32 rest[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1000);
	__type(key, __u32);
	__type(value, struct odd);
} odds SEC(".maps");

/* Declared by sizes alone. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 8);
} untyped SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} unmapped SEC(".maps");

SEC("socket")
int count(struct __sk_buff *skb)
{
	__u32 key = 3;
	struct device *device = bpf_map_lookup_elem(&devices, &key);

	if (!device || device->state != STATE_UP)
		return 0;
	__sync_fetch_and_add(&device->hits, 1);
	device->errors.rx += 2;
	return 1;
}

SEC("socket")
int fill_odds(struct __sk_buff *skb)
{
	__u32 key = 999;
	struct odd *odd = bpf_map_lookup_elem(&odds, &key);

	if (!odd)
		return 0;
	odd->first = 999;
	odd->rest[3] = 7;
	return 1;
}

char _license[] SEC("license") = "GPL";
