// SPDX-License-Identifier: Apache-2.0
/*
 * Programs that the verifier refuses, one per -DONLY_name: the logs that VerifierLog reads.
 *
 * Inline assembly where a compiler would not write it, or would write it another way next year.
 */
#include <linux/bpf.h>

#define SEC(name) __attribute__((section(name), used))
#define NAKED __attribute__((naked))
#define NOINLINE __attribute__((noinline))

static long (*const ktime_get_ns)(void) = (void *)BPF_FUNC_ktime_get_ns;
static void *(*const map_lookup_elem)(void *, const void *) = (void *)BPF_FUNC_map_lookup_elem;

const volatile int limit = 4;
int written[4];

#ifndef LICENSE
#define LICENSE "GPL"
#endif
char license_text[] SEC("license") = LICENSE;

#ifdef ONLY_uninitialized /* r0 is read at exit and was never set */
SEC("socket") NAKED int uninitialized(void)
{
	asm volatile("exit;");
}
#endif

#ifdef ONLY_unknown_helper /* no kernel has this helper */
SEC("socket") NAKED int unknown_helper(void)
{
	asm volatile("call 9999; r0 = 0; exit;");
}
#endif

#ifdef ONLY_wrong_helper /* the helper exists, not for this program type */
SEC("socket") int wrong_helper(void *ctx)
{
	return ((int (*)(void *, unsigned int))BPF_FUNC_xdp_adjust_head)(ctx, 0);
}
#endif

#ifdef ONLY_gpl_only /* compiled with LICENSE="MIT" */
SEC("tracepoint") int gpl_only(void *ctx)
{
	return ((int (*)(void *, int, const void *))BPF_FUNC_probe_read_kernel)(&written, 0, 0);
}
#endif

#ifdef ONLY_null_check /* the result of a lookup is used unchecked */
struct {
	int (*type)[BPF_MAP_TYPE_HASH];
	int *key;
	long *value;
	int (*max_entries)[1];
} map SEC(".maps");

SEC("socket") int null_check(void *ctx)
{
	int key = 0;

	return *(long *)map_lookup_elem(&map, &key);
}
#endif

#ifdef ONLY_scalar_pointer /* a number is used as an address */
SEC("socket") int scalar_pointer(void *ctx)
{
	return *(volatile int *)ktime_get_ns();
}
#endif

#ifdef ONLY_past_value /* behind the end of .bss */
SEC("socket") int past_value(void *ctx)
{
	return *(volatile int *)((char *)written + 16);
}
#endif

#ifdef ONLY_read_only /* a write to .rodata */
SEC("socket") int read_only(void *ctx)
{
	*(volatile int *)&limit = 5;
	return 0;
}
#endif

#ifdef ONLY_unbounded /* an index that nothing bounds */
SEC("socket") int unbounded(void *ctx)
{
	return *(volatile int *)(written + (ktime_get_ns() & 0xffff));
}
#endif

#ifdef ONLY_negative /* an index that may be negative */
SEC("socket") int negative(void *ctx)
{
	long i = ktime_get_ns();

	asm volatile("" : "+r"(i));
	if (i > 3)
		return 0;
	return *(volatile int *)(written + i);
}
#endif

#ifdef ONLY_unreachable /* nothing jumps to the second instruction */
SEC("socket") NAKED int unreachable(void)
{
	asm volatile("goto +1; r0 = 1; r0 = 0; exit;");
}
#endif

#ifdef ONLY_pointer_math /* the context times two */
SEC("socket") NAKED int pointer_math(void)
{
	asm volatile("r1 *= 2; r0 = 0; exit;");
}
#endif

#ifdef ONLY_endless /* a loop that never ends */
SEC("socket") NAKED int endless(void)
{
	asm volatile("r0 = 0; l: if r0 == 1 goto e; goto l; e: exit;");
}
#endif

#ifdef ONLY_too_large /* more iterations than the verifier walks */
SEC("socket") int too_large(void *ctx)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < 2000000; i++) {
		sum += ktime_get_ns();
		asm volatile("" : "+r"(i));
	}
	return sum;
}
#endif

#ifdef ONLY_deep_stack /* two frames of more than 512 bytes together */
static NOINLINE long inner(void)
{
	char buffer[300];

	asm volatile("*(u8 *)(%0 + 0) = %1" : : "r"(buffer), "r"(1) : "memory");
	return buffer[0];
}

SEC("socket") int deep_stack(void *ctx)
{
	char buffer[300];

	asm volatile("*(u8 *)(%0 + 0) = %1" : : "r"(buffer), "r"(inner()) : "memory");
	return buffer[0];
}
#endif

#ifdef ONLY_context /* __sk_buff has no such field */
SEC("socket") NAKED int context(void)
{
	asm volatile("r0 = *(u32 *)(r1 + 2000); exit;");
}
#endif

#ifdef ONLY_leak /* a reserved ring buffer record is neither submitted nor discarded */
struct {
	int (*type)[BPF_MAP_TYPE_RINGBUF];
	int (*max_entries)[4096];
} ring SEC(".maps");

SEC("socket") int leak(void *ctx)
{
	return ((void *(*)(void *, long, long))BPF_FUNC_ringbuf_reserve)(&ring, 8, 0) == 0;
}
#endif

#ifdef ONLY_exit_code /* a cgroup program returns 0 or 1 */
SEC("cgroup/sock_create") int exit_code(void *ctx)
{
	return 5;
}
#endif

#ifdef ONLY_dead_global /* only a dead branch calls it, and older kernels verify it all the same */
NOINLINE int for_another_kernel(int x)
{
	asm volatile("call 9999" : : : "r0", "r1", "r2", "r3", "r4", "r5");
	return x;
}

SEC("socket") int dead_global(void *ctx)
{
	return limit == 5 ? for_another_kernel(limit) : 0;
}
#endif

#ifdef ONLY_core_field /* a field that no kernel has */
struct task_struct___none {
	int no_such_field;
} __attribute__((preserve_access_index));

SEC("socket") int core_field(void *ctx)
{
	struct task_struct___none *task = (void *)ktime_get_ns();

	return (long)&task->no_such_field;
}
#endif
