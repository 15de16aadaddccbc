// SPDX-License-Identifier: Apache-2.0
/* Structs that Java sets as records, and a program that says what it saw of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum action { ACTION_PASS, ACTION_DROP, ACTION_RATE_LIMIT };

struct rule {
	enum action action;
	union {
		struct { __u32 per_second, burst; } rate_limit;
		__u16 drop;
	};
};

struct bits {
	int small:5;
	unsigned long long wide:40;
	unsigned int rest:13;
};

struct config {
	__u32 target_pid;
	_Bool verbose;
	__u64 timeout_ns;
	char comm[16];
	struct rule rules[2];
	struct bits bits;
};

const volatile struct config cfg;
volatile struct config live;
volatile struct { __u32 count; __u64 values[]; } flexible = { 3, { 10, 20, 30 } };

volatile __u32 seen_pid;
volatile __u64 seen_timeout;
volatile __u32 seen_burst;
volatile int seen_small;
volatile __u64 seen_wide;
volatile __u64 seen_sum;
volatile __u64 counted;

static __always_inline void see(const volatile struct config *c)
{
	seen_pid = c->target_pid;
	seen_timeout = c->timeout_ns;
	seen_burst = c->rules[1].action == ACTION_RATE_LIMIT ? c->rules[1].rate_limit.burst : 0;
	seen_small = c->bits.small;
	seen_wide = c->bits.wide;
}

SEC("raw_tp/sys_enter")
int constants(void *ctx)
{
	see(&cfg);
	return cfg.comm[0];
}

SEC("raw_tp/sys_enter")
int current(void *ctx)
{
	see(&live);
	seen_sum = flexible.values[0] + flexible.values[1] + flexible.values[2];
	return live.comm[0];
}

SEC("socket")
int count(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&counted, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
