// SPDX-License-Identifier: Apache-2.0
/* What only -mcpu=v4 or inline assembly brings: clang 19, some of it kernels from 6.9 on. */
// bpf-clang: 19
// bpf-cpu: v4
#define SEC(name) __attribute__((section(name), used))
#define NAKED __attribute__((naked))

char license_text[] SEC("license") = "GPL";

/* A forward and a backward jump of more than 16 bits. */
SEC("socket") NAKED int far(void)
{
	asm volatile("r0 = 0; if r1 != 0 goto 3f; gotol 1f; 2: r0 += 1; exit;"
		     "3: .rept 33000; r0 += 1; .endr; 1: gotol 2b;");
}

SEC("socket") NAKED int may_leave(void)
{
	asm volatile("r0 = 0; 1: may_goto 2f; r0 += 1; goto 1b; 2: exit;");
}

SEC("socket") NAKED int casts(void)
{
	asm volatile("r1 = addr_space_cast(r1, 0, 1); r2 = addr_space_cast(r1, 1, 0);"
		     "r3 = (s8)r1; r3 = (s16)r1; r3 = (s32)r1; w3 = (s8)w1; w3 = (s16)w1;"
		     "r3 = bswap16 r3; r3 = bswap32 r3; r3 = bswap64 r3;"
		     "r3 = le16 r3; r3 = be32 r3; r3 = le64 r3; r3 = -r3; w3 = -w3;"
		     "r0 = 0; exit;");
}
