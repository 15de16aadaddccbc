// SPDX-License-Identifier: Apache-2.0
/* Statics, hidden variables and sections with names of their own, and what programs see of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC(".data.tuning") volatile __u32 step = 3;
SEC(".rodata.cfg") const volatile __u32 factor = 7;
SEC(".bss.scratch") volatile __u64 scratch[4];

static volatile __u64 runs; /* alone in .bss: no map that libbpf itself would make mappable */
static const volatile __u32 bias = 11;
__hidden volatile __u32 inner = 5;

SEC("socket")
int first(struct __sk_buff *skb)
{
	static volatile __u32 calls = 100;

	runs++;
	calls += step;
	scratch[1] += factor * inner;
	return bias;
}

SEC("socket")
int second(struct __sk_buff *skb)
{
	static volatile __u32 calls = 200;

	calls++;
	return calls;
}

char _license[] SEC("license") = "Dual MIT/GPL";
