// SPDX-License-Identifier: Apache-2.0
/*
 * Tc bandwidth: how much a network interface receives from whom, and sends to whom.
 *
 * Shows    two programs at one interface by tcx, and a hash that is read while it changes
 * Java     TcBandwidth.java
 * Kernel   6.6, with BTF
 * Needs    CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, or root
 * Prints   a table each second: address, bits per second in and out
 */
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define TCX_NEXT (-1)

struct address {
	__u8 bytes[16]; /* the first four for IPv4 */
	__u32 is_ipv6;
};

struct traffic {
	__u64 received_bytes;
	__u64 sent_bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 10000);
	__type(key, struct address);
	__type(value, struct traffic);
} hosts SEC(".maps");

static int count(struct __sk_buff *skb, _Bool is_received)
{
	struct address other = {};
	struct traffic first = {}, *traffic;
	int from = skb->protocol == bpf_htons(ETH_P_IP)
			   ? (is_received ? offsetof(struct iphdr, saddr) : offsetof(struct iphdr, daddr))
			   : (is_received ? offsetof(struct ipv6hdr, saddr) : offsetof(struct ipv6hdr, daddr));

	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes_relative(skb, from, other.bytes, 4, BPF_HDR_START_NET))
			return TCX_NEXT;
	} else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		other.is_ipv6 = 1;
		if (bpf_skb_load_bytes_relative(skb, from, other.bytes, 16, BPF_HDR_START_NET))
			return TCX_NEXT;
	} else {
		return TCX_NEXT;
	}
	traffic = bpf_map_lookup_elem(&hosts, &other);
	if (!traffic) {
		bpf_map_update_elem(&hosts, &other, &first, BPF_NOEXIST);
		traffic = bpf_map_lookup_elem(&hosts, &other);
	}
	if (traffic)
		__sync_fetch_and_add(is_received ? &traffic->received_bytes : &traffic->sent_bytes, skb->len);
	return TCX_NEXT;
}

SEC("tcx/ingress")
int on_receive(struct __sk_buff *skb)
{
	return count(skb, 1);
}

SEC("tcx/egress")
int on_send(struct __sk_buff *skb)
{
	return count(skb, 0);
}

char _license[] SEC("license") = "Dual MIT/GPL";
