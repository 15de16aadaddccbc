// SPDX-License-Identifier: Apache-2.0
/* What the kernel defines: its version and configuration, and addresses of its symbols. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern unsigned int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_BPF_JIT __kconfig __weak;
extern int CONFIG_HZ __kconfig;
extern char CONFIG_DEFAULT_HOSTNAME[16] __kconfig __weak;
extern unsigned long CONFIG_NO_SUCH_OPTION __kconfig __weak;

extern const void bpf_map_put __ksym;
extern const void bpf_prog_put __ksym;
extern const void no_such_symbol __ksym __weak;

volatile __u32 seen_version, seen_hz;
volatile __u64 seen_missing = 1;
volatile __u64 seen_map_put, seen_prog_put, seen_no_such = 1;

static __noinline int look_inside(void)
{
	seen_prog_put = (__u64)&bpf_prog_put;
	return 0;
}

SEC("socket")
int look(struct __sk_buff *skb)
{
	seen_version = LINUX_KERNEL_VERSION;
	seen_hz = CONFIG_HZ;
	seen_missing = CONFIG_NO_SUCH_OPTION;
	seen_map_put = (__u64)&bpf_map_put;
	seen_no_such = (__u64)&no_such_symbol;
	if (CONFIG_BPF_SYSCALL && CONFIG_BPF_JIT != TRI_NO)
		return look_inside() + CONFIG_DEFAULT_HOSTNAME[0];
	return 1;
}

char _license[] SEC("license") = "Dual MIT/GPL";
