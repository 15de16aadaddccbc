// SPDX-License-Identifier: Apache-2.0
/*
 * XDP firewall: drops packets by the address that they come from, before the kernel's network stack.
 *
 * Shows    attaching to a network interface with options, and tries of addresses that change live
 * Java     XdpFirewall.java
 * Kernel   5.9, with BTF
 * Needs    CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, or root
 * Prints   the rules, and how many packets met each
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Written by Java. A packet meets the rule with the longest prefix. */
struct rule {
	_Bool blocks;
	__u64 packets;
};

struct prefix4 {
	__u32 length;
	__u8 address[4];
};

struct prefix6 {
	__u32 length;
	__u8 address[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 10000);
	__type(key, struct prefix4);
	__type(value, struct rule);
} rules4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 10000);
	__type(key, struct prefix6);
	__type(value, struct rule);
} rules6 SEC(".maps");

/* Read by Java, live. */
__u64 passed, dropped;

static int verdict(struct rule *rule)
{
	if (rule)
		__sync_fetch_and_add(&rule->packets, 1);
	if (rule && rule->blocks) {
		__sync_fetch_and_add(&dropped, 1);
		return XDP_DROP;
	}
	__sync_fetch_and_add(&passed, 1);
	return XDP_PASS;
}

SEC("xdp")
int filter(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *frame = data;

	if ((void *)(frame + 1) > end)
		return XDP_PASS;
	if (frame->h_proto == bpf_htons(ETH_P_IP)) {
		struct prefix4 source = { .length = 32 };
		struct iphdr *packet = (void *)(frame + 1);

		if ((void *)(packet + 1) > end)
			return XDP_PASS;
		__builtin_memcpy(source.address, &packet->saddr, sizeof(source.address));
		return verdict(bpf_map_lookup_elem(&rules4, &source));
	}
	if (frame->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct prefix6 source = { .length = 128 };
		struct ipv6hdr *packet = (void *)(frame + 1);

		if ((void *)(packet + 1) > end)
			return XDP_PASS;
		__builtin_memcpy(source.address, &packet->saddr, sizeof(source.address));
		return verdict(bpf_map_lookup_elem(&rules6, &source));
	}
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual MIT/GPL";
