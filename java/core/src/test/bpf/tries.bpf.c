// SPDX-License-Identifier: Apache-2.0
/* Tries whose keys are declared in each usual way, and a program that asks one of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct route {
	__u32 gateway;
	__u16 metric;
};

struct ipv4_key {
	__u32 prefixlen;
	__u32 address; /* network byte order */
};

struct ipv6_key {
	__u32 length;
	union {
		__u8 bytes[16];
		__u32 words[4];
	};
};

struct mac_key {
	struct {
		__u32 prefixlen;
	} header;
	__u8 mac[6]; /* two bytes of padding follow */
};

struct zone_key {
	__u32 prefixlen;
	__u32 zone;
	__u8 address[4];
};

#define TRIE(NAME, KEY, VALUE)                               \
	struct {                                             \
		__uint(type, BPF_MAP_TYPE_LPM_TRIE);         \
		__uint(map_flags, BPF_F_NO_PREALLOC);        \
		__uint(max_entries, 100);                    \
		__type(key, KEY);                            \
		__type(value, VALUE);                        \
	} NAME SEC(".maps")

TRIE(routes, struct ipv4_key, struct route);
TRIE(routes6, struct ipv6_key, __u64);
TRIE(vendors, struct mac_key, char[16]);
TRIE(zones, struct zone_key, __u32);

volatile __u32 asked;	 /* network byte order */
volatile __u32 answered; /* the gateway */

SEC("socket")
int ask(struct __sk_buff *skb)
{
	struct ipv4_key key = { .prefixlen = 32, .address = asked };
	struct route *found = bpf_map_lookup_elem(&routes, &key);

	answered = found ? found->gateway : 0;
	return 0;
}

char _license[] SEC("license") = "GPL";
