// SPDX-License-Identifier: Apache-2.0
/* One half of an object that the static linker makes: defines what the other half uses. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig __weak; /* strong in the other half, so strong */

volatile int in_bss1;
volatile int in_data1 = 1;
const volatile int in_rodata1 = 11;

__weak volatile int in_bss_weak;
__weak volatile int in_data_weak = 10; /* the first of two weak ones stays */
__weak const volatile int in_rodata_weak = 100;

extern volatile int in_bss2, in_data2;
extern const volatile int in_rodata2;

volatile int out_bss1, out_data1, out_rodata1;
volatile long out_extern1;

static __noinline int sum_of_bss(void)
{
	return in_bss1 + in_bss2 + in_bss_weak;
}

SEC("socket")
int first(struct __sk_buff *skb)
{
	out_bss1 = sum_of_bss();
	out_data1 = in_data1 + in_data2 + in_data_weak;
	out_rodata1 = in_rodata1 + in_rodata2 + in_rodata_weak;
	out_extern1 = LINUX_KERNEL_VERSION + CONFIG_BPF_SYSCALL;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
