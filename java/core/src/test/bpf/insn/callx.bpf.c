// SPDX-License-Identifier: Apache-2.0
/* A call by address: what LLVM has and no kernel takes. */
// bpf-clang: 19
// bpf-cpu: v4
#define SEC(name) __attribute__((section(name), used))
#define NAKED __attribute__((naked))

char license_text[] SEC("license") = "GPL";

SEC("socket") NAKED int by_address(void)
{
	asm volatile("callx r1; callx r9; exit;");
}
