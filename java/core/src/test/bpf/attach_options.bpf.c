// SPDX-License-Identifier: Apache-2.0
/*
 * Programs whose place the test names. Each counts its runs and keeps its cookie. Those that see
 * packets count UDP packets to `port` alone, so that other traffic does not disturb.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

volatile __u64 hits;
volatile __u64 last_cookie;
volatile __u64 cookie_sum;
volatile __u32 last_pid;
volatile __u32 other_pids; /* runs in processes other than `pid` */
volatile __u64 sequence; /* a digit for each program that saw a packet */
const volatile __u32 pid;
const volatile __u16 port;

static int count(void)
{
	__u32 current = bpf_get_current_pid_tgid() >> 32;

	if (current != pid)
		__sync_fetch_and_add(&other_pids, 1);
	last_pid = current;
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

static int count_with_cookie(void *ctx)
{
	last_cookie = bpf_get_attach_cookie(ctx);
	__sync_fetch_and_add(&cookie_sum, last_cookie);
	return count();
}

SEC("raw_tp") int on_raw_tracepoint(void *ctx) { return count(); }
SEC("raw_tp") int on_raw_tracepoint_cookie(void *ctx) { return count_with_cookie(ctx); }
SEC("tracepoint") int on_tracepoint(void *ctx) { return count_with_cookie(ctx); }
SEC("kprobe") int on_kprobe(void *ctx) { return count_with_cookie(ctx); }
SEC("kprobe.multi") int on_kprobe_multi(void *ctx) { return count_with_cookie(ctx); }
SEC("kprobe.session") int on_kprobe_session(void *ctx) { return count(); }
SEC("fentry/vfs_unlink") int on_fentry(void *ctx) { return count_with_cookie(ctx); }
SEC("uprobe") int on_uprobe(void *ctx) { return count_with_cookie(ctx); }
SEC("uprobe.multi") int on_uprobe_multi(void *ctx) { return count_with_cookie(ctx); }
SEC("uprobe.session") int on_uprobe_session(void *ctx) { return count(); }

SEC("usdt")
int on_usdt(struct pt_regs *ctx)
{
	last_cookie = bpf_usdt_cookie(ctx);
	return count();
}

/* Whether `at` begins an IPv4 header without options and a UDP header. */
static bool is_ours(const unsigned char *at, const void *end)
{
	if ((const void *)(at + 28) > end)
		return false;
	return at[0] == 0x45 && at[9] == 17 && ((__u16)at[22] << 8 | at[23]) == port;
}

SEC("xdp")
int on_xdp(struct xdp_md *ctx)
{
	if (is_ours((void *)(long)ctx->data + 14, (void *)(long)ctx->data_end))
		__sync_fetch_and_add(&hits, 1);
	return XDP_PASS;
}

static int note(struct __sk_buff *skb, int ip, int digit)
{
	unsigned char header[28];

	if (!bpf_skb_load_bytes(skb, ip, header, sizeof(header)) && is_ours(header, header + 28)) {
		sequence = sequence * 10 + digit;
		__sync_fetch_and_add(&hits, 1);
	}
	return 0;
}

SEC("tcx/ingress") int on_tcx_1(struct __sk_buff *skb) { note(skb, 14, 1); return -1; }
SEC("tcx/ingress") int on_tcx_2(struct __sk_buff *skb) { note(skb, 14, 2); return -1; }
SEC("tcx/ingress") int on_tcx_3(struct __sk_buff *skb) { note(skb, 14, 3); return -1; }
SEC("tcx/egress") int on_tcx_out(struct __sk_buff *skb) { note(skb, 14, 4); return -1; }
SEC("netkit/primary") int on_netkit(struct __sk_buff *skb) { note(skb, 14, 1); return -1; }
SEC("netkit/primary") int on_netkit_2(struct __sk_buff *skb) { note(skb, 14, 2); return -1; }
SEC("cgroup_skb/egress") int on_cgroup_1(struct __sk_buff *skb) { note(skb, 0, 1); return 1; }
SEC("cgroup_skb/egress") int on_cgroup_2(struct __sk_buff *skb) { note(skb, 0, 2); return 1; }

SEC("sk_lookup")
int on_sk_lookup(struct bpf_sk_lookup *ctx)
{
	if (ctx->local_port == port)
		__sync_fetch_and_add(&hits, 1);
	return SK_PASS;
}

SEC("netfilter")
int on_netfilter(void *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	return 1; /* NF_ACCEPT */
}

char _license[] SEC("license") = "GPL";
