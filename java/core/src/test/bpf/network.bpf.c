// SPDX-License-Identifier: Apache-2.0
/* Programs for links on a network device, which no section's name can ask for. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int on_receive(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tcx/ingress")
int on_ingress(struct __sk_buff *skb)
{
	return -1; /* TCX_NEXT */
}

char _license[] SEC("license") = "GPL";
