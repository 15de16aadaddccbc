// SPDX-License-Identifier: Apache-2.0
/* Pairs of programs that take each other's place in a link, each with a count of its own. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

volatile __u64 first_hits, second_hits;

#define PAIR(section, first, second, context, verdict)              \
	SEC(section) int first(context *ctx)                        \
	{                                                           \
		__sync_fetch_and_add(&first_hits, 1);               \
		return verdict;                                     \
	}                                                           \
	SEC(section) int second(context *ctx)                       \
	{                                                           \
		__sync_fetch_and_add(&second_hits, 1);              \
		return verdict;                                     \
	}

PAIR("cgroup_skb/egress", egress_first, egress_second, struct __sk_buff, 1)
PAIR("xdp", xdp_first, xdp_second, struct xdp_md, XDP_PASS)
PAIR("tcx/ingress", tcx_first, tcx_second, struct __sk_buff, -1 /* TCX_NEXT */)
PAIR("sk_lookup", lookup_first, lookup_second, struct bpf_sk_lookup, SK_PASS)
PAIR("iter/bpf_map", iter_first, iter_second, void, 0)
PAIR("raw_tp/sched_process_exit", raw_first, raw_second, void, 0)

char _license[] SEC("license") = "GPL";
