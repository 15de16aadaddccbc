// SPDX-License-Identifier: Apache-2.0
/* Scalars of every width in each kind of section, and a program that says what it saw of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum mode { MODE_OFF, MODE_SLOW = 5, MODE_FAST = 250 };
enum shift { SHIFT_DOWN = -3, SHIFT_NONE = 0, SHIFT_UP = 3 };

struct limits {
	__u32 min;
	__u64 max;
	char name[12];
};

const volatile int target_pid = 0;
const volatile _Bool verbose = 1;
const volatile __u64 threshold = 1000;
const volatile char comm[16] = "init";
const volatile enum mode mode = MODE_SLOW;
const volatile struct limits limits[3] = { { 1, 2, "one" }, { 3, 4, "two" } };

volatile __s8 small = -8;
volatile __u8 usmall = 200;
volatile __s16 medium = -1600;
volatile __u16 umedium = 60000;
volatile __s32 wide = -320000;
volatile __u32 uwide = 4000000000U;
volatile __s64 huge = -64000000000LL;
volatile __u64 uhuge = 18000000000000000000ULL;
volatile enum shift shift = SHIFT_DOWN;
volatile _Bool enabled = 0;
volatile float ratio = 0.5f;
volatile double precise = 0.25;

volatile __u64 hits;
volatile __u32 counters[8];
volatile __u8 raw[5];
volatile __u64 seen_threshold;
volatile __u32 seen_mode;
volatile __u32 seen_max;
volatile __u32 seen_wide;

SEC("raw_tp/sys_enter")
int count(void *ctx)
{
	__sync_fetch_and_add(&hits, 1);
	seen_threshold = threshold;
	seen_mode = mode;
	seen_max = limits[1].max;
	seen_wide = wide;
	if (enabled)
		counters[1] += usmall;
	return target_pid;
}

SEC("socket")
int packet(struct __sk_buff *skb)
{
	hits++;
	return skb->len;
}

char _license[] SEC("license") = "Dual MIT/GPL";
