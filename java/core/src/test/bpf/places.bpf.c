// SPDX-License-Identifier: Apache-2.0
/*
 * Programs for places that take no link of libbpf, or that the test names in other ways. Each counts
 * its runs; those that see packets or connections count those of `port` alone.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 16);
	__type(key, __u64);
	__type(value, __u64);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u32);
} numbers SEC(".maps");

volatile __u64 hits;
volatile __u64 last_cookie;
volatile __u64 other_pids; /* runs in processes other than `pid` */
volatile __u64 cpus; /* a bit for each CPU on which it ran */
volatile __u64 sequence; /* a digit for each program that saw a packet */
const volatile __u32 pid;
const volatile __u16 port;

static int count(void)
{
	if (bpf_get_current_pid_tgid() >> 32 != pid)
		__sync_fetch_and_add(&other_pids, 1);
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("perf_event")
int on_perf_event(void *ctx)
{
	/* Kernels before 5.12 have no atomic OR: a bit that is lost comes with the next run. */
	cpus |= 1ull << (bpf_get_smp_processor_id() & 63);
	return count();
}

SEC("perf_event")
int on_perf_event_cookie(void *ctx)
{
	last_cookie = bpf_get_attach_cookie(ctx);
	return count();
}

SEC("ksyscall") int on_syscall(void *ctx) { return count(); }
SEC("kprobe") int on_kprobe(void *ctx) { return count(); }
SEC("uprobe") int on_uprobe(void *ctx) { return count(); }
SEC("kprobe.multi") int on_kprobe_multi(void *ctx) { return count(); }
SEC("uprobe.multi") int on_uprobe_multi(void *ctx) { return count(); }
SEC("tp_btf/sys_enter") int on_typed_tracepoint(void *ctx) { return count(); }

/* Whether it is an IPv4 header without options and a UDP header. */
static bool is_ours(const unsigned char *at)
{
	return at[0] == 0x45 && at[9] == 17 && ((__u16)at[22] << 8 | at[23]) == port;
}

static void note(struct __sk_buff *skb, int digit)
{
	unsigned char header[28];

	if (!bpf_skb_load_bytes(skb, 14, header, sizeof(header)) && is_ours(header)) {
		sequence = sequence * 10 + digit;
		__sync_fetch_and_add(&hits, 1);
	}
}

SEC("tc") int on_tc_1(struct __sk_buff *skb) { note(skb, 1); return -1; /* TC_ACT_UNSPEC: go on */ }
SEC("tc") int on_tc_2(struct __sk_buff *skb) { note(skb, 2); return -1; }

static int count_xdp(struct xdp_md *ctx, int digit)
{
	const unsigned char *at = (void *)(long)ctx->data + 14;

	if ((const void *)(at + 28) <= (void *)(long)ctx->data_end && is_ours(at)) {
		sequence = sequence * 10 + digit;
		__sync_fetch_and_add(&hits, 1);
	}
	return XDP_PASS;
}

SEC("xdp") int on_xdp_1(struct xdp_md *ctx) { return count_xdp(ctx, 1); }
SEC("xdp") int on_xdp_2(struct xdp_md *ctx) { return count_xdp(ctx, 2); }

SEC("socket")
int on_socket(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&hits, 1);
	return skb->len;
}

SEC("socket")
int drop_all(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("sk_reuseport")
int on_reuseport(struct sk_reuseport_md *md)
{
	__sync_fetch_and_add(&hits, 1);
	return SK_PASS;
}

/* The place of a socket in its group: always the second one. */
SEC("socket")
int choose_second(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&hits, 1);
	return 1;
}

SEC("sockops")
int add_sockets(struct bpf_sock_ops *ctx)
{
	__u64 key = (__u64)ctx->local_port << 32 | ctx->remote_port;

	if (ctx->local_port != port && bpf_ntohl(ctx->remote_port) != port)
		return 1;
	if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB || ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		bpf_sock_hash_update(ctx, &sockets, &key, BPF_ANY);
	return 1;
}

static int pass(void)
{
	__sync_fetch_and_add(&hits, 1);
	return SK_PASS;
}

SEC("sk_msg") int on_message(struct sk_msg_md *msg) { return pass(); }
SEC("sk_skb/stream_parser") int parser(struct __sk_buff *skb) { return skb->len; }
SEC("sk_skb/stream_verdict") int stream_verdict(struct __sk_buff *skb) { return pass(); }
SEC("sk_skb/verdict") int verdict(struct __sk_buff *skb) { return pass(); }

/* Takes IPv4 datagrams apart; flow_keys says where their header begins. */
SEC("flow_dissector")
int on_flow(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	const unsigned char *at = (void *)(long)skb->data + (keys->nhoff & 0xfff);

	if ((const void *)(at + 28) <= (void *)(long)skb->data_end && is_ours(at))
		__sync_fetch_and_add(&hits, 1);
	keys->ip_proto = 17;
	keys->thoff = keys->nhoff + 20;
	return BPF_OK;
}

/* The object of an iterator's context, after what all have; NULL after the last one. */
struct visit {
	void *meta;
	void *object;
	void *key;
};

SEC("iter/task")
int on_task(struct visit *ctx)
{
	if (ctx->object)
		__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("iter/bpf_map_elem")
int on_element(struct visit *ctx)
{
	if (ctx->key)
		__sync_fetch_and_add(&hits, 1);
	return 0;
}

SEC("iter/cgroup")
int on_cgroup(struct visit *ctx)
{
	if (ctx->object)
		__sync_fetch_and_add(&hits, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
