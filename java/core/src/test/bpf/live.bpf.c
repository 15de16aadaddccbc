// SPDX-License-Identifier: Apache-2.0
/* Sends frames from one end of a pair of interfaces, and counts those that come in at the other. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u64 frames, bytes;

SEC("xdp")
int send_frames(struct xdp_md *ctx)
{
	return XDP_TX;
}

/* An interface without a program does not send frames of others. */
SEC("xdp")
int take_frames(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp")
int count_frames(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	/* Frames of the network stack itself, such as router solicitations, are other ones. */
	if (data + 12 > end || data[0] != 2)
		return XDP_DROP;
	__sync_fetch_and_add(&frames, 1);
	__sync_fetch_and_add(&bytes, end - data);
	return XDP_DROP;
}

char _license[] SEC("license") = "GPL";
