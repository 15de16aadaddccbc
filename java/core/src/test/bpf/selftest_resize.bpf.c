// SPDX-License-Identifier: Apache-2.0
/* Arrays that can grow at the end of their sections, and what cannot. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u64 bss_length, data_length;

volatile int sum;
volatile int array[1]; /* last in .bss */
SEC(".data.custom") volatile int custom[1];
SEC(".data.no_array") volatile int no_array;
SEC(".data.not_last") volatile int not_last[1];
SEC(".data.not_last") volatile int last;

#define SUM(of, length)                         \
	do {                                    \
		sum = 0;                        \
		for (__u64 i = 0; i < length; i++) \
			sum += of[i];           \
	} while (0)

SEC("socket")
int sum_bss(struct __sk_buff *skb)
{
	SUM(array, bss_length);
	return 0;
}

SEC("socket")
int sum_data(struct __sk_buff *skb)
{
	SUM(custom, data_length);
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
