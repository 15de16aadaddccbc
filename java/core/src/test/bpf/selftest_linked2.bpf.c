// SPDX-License-Identifier: Apache-2.0
/* The other half. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;

volatile int in_bss2;
volatile int in_data2 = 2;
const volatile int in_rodata2 = 22;

__weak volatile int in_bss_weak;
__weak volatile int in_data_weak = 20; /* gives way */
__weak const volatile int in_rodata_weak = 200;

extern volatile int in_bss1, in_data1;
extern const volatile int in_rodata1;

volatile int out_bss2, out_data2, out_rodata2;
volatile long out_extern2;

static __noinline int sum_of_data(void)
{
	return in_data1 + in_data2 + in_data_weak;
}

SEC("socket")
int second(struct __sk_buff *skb)
{
	out_bss2 = in_bss1 + in_bss2 + in_bss_weak;
	out_data2 = sum_of_data();
	out_rodata2 = in_rodata1 + in_rodata2 + in_rodata_weak;
	out_extern2 = LINUX_KERNEL_VERSION + CONFIG_BPF_SYSCALL;
	return 0;
}
