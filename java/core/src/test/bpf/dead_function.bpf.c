// SPDX-License-Identifier: Apache-2.0
/*
 * The trap: before Linux 6.8 a function that is not static is verified by itself, even if only a dead
 * branch calls it. Each function here calls a helper that no kernel has.
 */
#include <linux/bpf.h>

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
#define NO_SUCH_HELPER() asm volatile("call 9999" : : : "r0", "r1", "r2", "r3", "r4", "r5")

const volatile int generation = 2;

NOINLINE int first_generation(int x)
{
	NO_SUCH_HELPER();
	return x;
}

static NOINLINE int first_generation_static(int x)
{
	NO_SUCH_HELPER();
	return x;
}

SEC("socket") int calls_global(void *ctx)
{
	return generation == 1 ? first_generation(generation) : 0;
}

SEC("socket") int calls_static(void *ctx)
{
	return generation == 1 ? first_generation_static(generation) : 0;
}

char license_text[] SEC("license") = "GPL";
