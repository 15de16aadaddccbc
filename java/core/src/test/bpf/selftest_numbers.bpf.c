// SPDX-License-Identifier: Apache-2.0
/* Static variables of each section, and what a program finds where they are. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct mixed {
	__u8 small;
	__u32 medium;
	__u64 large;
};

static volatile __u64 zero;
static volatile __u64 answer = 42;
static volatile __u64 changing = 0xc0ffee;
static const volatile __u64 fixed = 24;
static const volatile __u64 pattern = 0x5a5a5a5a5a5a5a5aULL;

static const volatile char constant_text[32] = "abcdefghijklmnopqrstuvwxyz";
static volatile char text[32] = "abcdefghijklmnopqrstuvwxyz";
static volatile char empty_text[32];

static const volatile struct mixed constant_mixed = { 42, 0xfefeefef, 0x1122334455667788ULL };
static volatile struct mixed mixed = { 41, 0xeeeeefef, 0x2122334455667788ULL };
static volatile struct mixed empty_mixed;

volatile __u64 seen[8];
volatile char seen_text[3][32];
volatile struct mixed seen_mixed[3];

SEC("socket")
int look(struct __sk_buff *skb)
{
	static const volatile __u64 inner = ~0ULL;
	int i;

	seen[0] = zero;
	seen[1] = answer;
	seen[2] = changing;
	seen[3] = fixed;
	seen[4] = pattern;
	seen[5] = inner;
	changing = 1234;
	seen[6] = changing;
	seen[7] = constant_mixed.large;
	for (i = 0; i < 32; i++) {
		seen_text[0][i] = constant_text[i];
		seen_text[1][i] = text[i];
		seen_text[2][i] = empty_text[i];
	}
	text[5] = 'x';
	empty_text[2] = 'y';
	seen_mixed[0].small = constant_mixed.small;
	seen_mixed[0].medium = constant_mixed.medium;
	seen_mixed[0].large = constant_mixed.large;
	seen_mixed[1].small = mixed.small;
	seen_mixed[1].medium = mixed.medium;
	seen_mixed[1].large = mixed.large;
	seen_mixed[2].small = empty_mixed.small;
	seen_mixed[2].medium = empty_mixed.medium;
	seen_mixed[2].large = empty_mixed.large;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
