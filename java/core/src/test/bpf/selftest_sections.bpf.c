// SPDX-License-Identifier: Apache-2.0
/* Sections of every kind, named by libbpf and by hand, with inputs and outputs in each. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct __attribute__((packed)) pair {
	int first;
	long long second;
};

typedef __s32 int64_t; /* a name that lies about its size */

volatile int in_int = -1, out_int = -1;
volatile long long in_long = -1, out_long = -1;
volatile int64_t in_liar = -1, out_liar = -1;

volatile char in_char, out_char;
__attribute__((aligned(64))) volatile long long in_aligned, out_aligned;
volatile struct pair in_pair, out_pair;
volatile int out_constant, out_hot;
volatile int huge[16 << 20]; /* its end is 64 MiB away */

const volatile struct {
	const int number;
} in_constant = {};

SEC(".rodata.dyn") const volatile int dyn_count;
SEC(".rodata.dyn") const volatile int in_dyn[4] = { -1, -2, -3, -4 };
SEC(".data.dyn") volatile int out_dyn[4] = { 1, 2, 3, 4 };
SEC(".data.read_mostly") volatile int in_hot;
SEC(".data.hidden_alone") static volatile int hidden_alone = 7; /* libbpf would not map it */

extern bool CONFIG_BPF_SYSCALL __kconfig;
extern int LINUX_KERNEL_VERSION __kconfig;
volatile bool out_syscall;
volatile int out_version;

SEC("socket")
int copy(struct __sk_buff *skb)
{
	int i;

	out_int = in_int;
	out_long = in_long;
	out_liar = in_liar;
	out_char = in_char;
	out_aligned = in_aligned;
	out_pair.first = in_pair.first;
	out_pair.second = in_pair.second;
	out_constant = in_constant.number;
	out_hot = in_hot;
	out_syscall = CONFIG_BPF_SYSCALL;
	out_version = LINUX_KERNEL_VERSION;
	for (i = 0; i < dyn_count && i < 4; i++)
		out_dyn[i] = in_dyn[i];
	huge[(16 << 20) - 1] = 123;
	hidden_alone++;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
