// SPDX-License-Identifier: Apache-2.0
/* Programs of which something is set before load. */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile __u64 hits;

SEC("socket")
int any_packet(struct __sk_buff *skb)
{
	return skb->len;
}

/* An IPv6 address is there at connect6 alone. */
SEC("cgroup/connect4")
int at_connect(struct bpf_sock_addr *ctx)
{
	return ctx->user_ip4 != bpf_htonl(0x7f000001);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(at_tracepoint)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("raw_tp/sched_process_exit")
int at_raw_tracepoint(struct bpf_raw_tracepoint_args *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
