// SPDX-License-Identifier: Apache-2.0
/*
 * Branches for two kernel generations, chosen by one constant: what dead code analysis is tried on.
 *
 * Generation 1 calls a helper that no kernel has, so the program loads only where it is dead.
 */
#include <linux/bpf.h>

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
#define INLINE inline __attribute__((always_inline))

#ifndef GENERATION
#define GENERATION 2
#endif

static long (*const ktime_get_ns)(void) = (void *)BPF_FUNC_ktime_get_ns;
static long (*const no_such_helper)(long) = (void *)9999;

const volatile int generation = GENERATION;
const volatile long limits[4] = {10, 20, 30, 40};
long hits[4];

char license_text[] SEC("license") = "GPL";

/* Inlined once where it is dead and once where it lives: its line records cannot tell. */
static INLINE long scaled(long x)
{
	asm volatile("%0 *= 3" : "+r"(x));
	return x + limits[1];
}

/* Called from dead code only; long enough that what it fills has three digits in a log. */
static NOINLINE long first_generation(long x)
{
	x = no_such_helper(x);
	asm volatile(".rept 55; %0 += 1; .endr" : "+r"(x));
	asm volatile("" : "+r"(x));
	return x;
}

/* Called from both. */
static NOINLINE long counted(long x)
{
	hits[x & 3] += 1;
	asm volatile("" : "+r"(x));
	return x;
}

SEC("socket") int choose(void *ctx)
{
	long time = ktime_get_ns();

	if (generation == 1) {
		time = scaled(first_generation(time));
		counted(time);
	} else {
		time = scaled(time);
	}
	for (int i = 0; i < 2; i++) {
		time += limits[i];
		asm volatile("" : "+r"(i));
	}
	if (generation >= 2)
		counted(time);
	return time;
}
