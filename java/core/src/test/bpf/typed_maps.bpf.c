// SPDX-License-Identifier: Apache-2.0
/* Maps whose keys and values are structs, and a program that counts packets in one of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [flows] */
enum direction {
	DIRECTION_IN,
	DIRECTION_OUT,
};

struct flow_key {
	__u32 address;
	__u16 port; /* two bytes of padding follow */
	enum direction direction;
	__u8 protocol; /* three bytes of padding follow */
};

struct flow {
	__u64 packets;
	__u64 bytes;
	struct {
		__u32 min;
		__u32 max;
	} size;
	char comm[16];
	__u8 seen : 1;
	__u8 kind : 3;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct flow_key);
	__type(value, struct flow);
} flows SEC(".maps");
/* [/flows] */

union part {
	__u32 word;
	__u16 halves[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1000);
	__type(key, __u32);
	__type(value, __u64);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, union part);
} parts SEC(".maps");

/* Declared by sizes alone. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(key_size, 16);
	__uint(value_size, 8);
} plain SEC(".maps");

SEC("socket")
int count(struct __sk_buff *skb)
{
	struct flow_key key = {};
	struct flow empty = {}, *flow;

	key.address = 0x7f000001;
	key.port = 53;
	key.direction = DIRECTION_OUT;
	key.protocol = 17;
	flow = bpf_map_lookup_elem(&flows, &key);
	if (!flow) {
		bpf_map_update_elem(&flows, &key, &empty, BPF_NOEXIST);
		flow = bpf_map_lookup_elem(&flows, &key);
		if (!flow)
			return 1;
	}
	flow->packets++;
	flow->bytes += skb->len;
	return 0;
}

char _license[] SEC("license") = "GPL";
