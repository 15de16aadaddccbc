// SPDX-License-Identifier: Apache-2.0
/* Programs that are attached and detached, and do nothing in between. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int on_receive(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("kprobe.multi")
int on_functions(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
