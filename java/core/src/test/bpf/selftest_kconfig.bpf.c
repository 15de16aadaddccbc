// SPDX-License-Identifier: Apache-2.0
/* Externs of each type that libbpf can fill from the kernel's configuration. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static int (*no_such_helper)(const void *, int) = (void *)999;

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_TRISTATE __kconfig __weak;
extern bool CONFIG_BOOL __kconfig __weak;
extern char CONFIG_CHAR __kconfig __weak;
extern __u16 CONFIG_USHORT __kconfig __weak;
extern int CONFIG_INT __kconfig __weak;
extern __u64 CONFIG_ULONG __kconfig __weak;
extern const char CONFIG_STR[8] __kconfig __weak;
extern __u64 CONFIG_MISSING __kconfig __weak;

volatile __u64 seen_version = -1, seen_syscall = -1, seen_tristate = -1, seen_bool = -1;
volatile __u64 seen_char = -1, seen_ushort = -1, seen_ulong = -1, seen_missing = -1;
volatile __s64 seen_int = -1;
volatile char seen_str[8] = { -1, -1, -1, -1, -1, -1, -1, -1 };

SEC("socket")
int look(struct __sk_buff *skb)
{
	int i;

	seen_version = LINUX_KERNEL_VERSION;
	seen_syscall = CONFIG_BPF_SYSCALL;
	seen_tristate = CONFIG_TRISTATE;
	seen_bool = CONFIG_BOOL;
	seen_char = CONFIG_CHAR;
	seen_ushort = CONFIG_USHORT;
	seen_int = CONFIG_INT;
	seen_ulong = CONFIG_ULONG;
	for (i = 0; i < sizeof(CONFIG_STR); i++)
		seen_str[i] = CONFIG_STR[i];
	if (CONFIG_MISSING)
		seen_missing = no_such_helper(skb, 123); /* 0 is known, so the verifier drops this */
	else
		seen_missing = 0xdeadc0de;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
