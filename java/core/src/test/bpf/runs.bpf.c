// SPDX-License-Identifier: Apache-2.0
/* Programs that are run without being attached. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile int cpu;

SEC("raw_tp/sched_switch")
int where(void *ctx)
{
	cpu = bpf_get_smp_processor_id();
	return 0;
}

SEC("tc")
int reads(struct __sk_buff *skb)
{
	return 0;
}

/* Changes a byte of the packet, and not its checksum. */
SEC("tc")
int spoils(struct __sk_buff *skb)
{
	__u8 other = 0xaa;

	bpf_skb_store_bytes(skb, 20, &other, sizeof(other), 0);
	return 0;
}

SEC("xdp")
int passes(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
