// SPDX-License-Identifier: Apache-2.0
/*
 * Cgroup connect: tells where the processes of a control group connect to, and refuses some ports.
 *
 * Shows    attaching to a control group, a decision of the program, events in a ring buffer
 * Java     CgroupConnect.java
 * Kernel   5.8, with BTF
 * Needs    CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, or root
 * Prints   a line for each connection: process, address, port, and whether it was refused
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define PORTS 16

/* Set by Java before load. The verifier knows how many there are. */
const volatile __u16 refused_ports[PORTS];
const volatile __u32 refused_count;

struct event {
	__u32 pid;
	__u16 port;
	_Bool is_ipv6;
	_Bool is_refused;
	__u8 address[16]; /* the first four for IPv4 */
	char comm[16];
};

struct event *unused_event __attribute__((unused)); /* or BTF would lack the type */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

/* Read by Java, live: connections that found no room in the ring. */
__u64 dropped;

static _Bool is_refused(__u16 port)
{
	for (__u32 i = 0; i < PORTS; i++)
		if (i < refused_count && refused_ports[i] == port)
			return 1;
	return 0;
}

static int decide(struct bpf_sock_addr *ctx, _Bool is_ipv6)
{
	__u16 port = bpf_ntohs(ctx->user_port);
	_Bool refused = is_refused(port);
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		__sync_fetch_and_add(&dropped, 1);
		return !refused;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->port = port;
	event->is_ipv6 = is_ipv6;
	event->is_refused = refused;
	if (is_ipv6) {
		__u32 *words = (__u32 *)event->address;

		words[0] = ctx->user_ip6[0];
		words[1] = ctx->user_ip6[1];
		words[2] = ctx->user_ip6[2];
		words[3] = ctx->user_ip6[3];
	} else {
		*(__u32 *)event->address = ctx->user_ip4;
	}
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return !refused;
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *ctx)
{
	return decide(ctx, 0);
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *ctx)
{
	return decide(ctx, 1);
}

char _license[] SEC("license") = "Dual MIT/GPL";
