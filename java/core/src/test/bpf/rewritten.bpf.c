// SPDX-License-Identifier: Apache-2.0
/*
 * What the kernel rewrites while it removes dead code: context accesses, inlined helpers, division,
 * old packet loads, tail calls, callbacks. Each stands once in a live and once in a dead branch.
 */
#include <linux/bpf.h>

/* -DLOOPS: bpf_loop(), which even dead code cannot name before 5.17. */

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))

struct map {
	int (*type)[BPF_MAP_TYPE_ARRAY];
	int (*max_entries)[4];
	int *key;
	long *value;
};

struct map array SEC(".maps");
struct {
	int (*type)[BPF_MAP_TYPE_HASH];
	int (*max_entries)[4];
	int *key;
	long *value;
} hash SEC(".maps");
struct {
	int (*type)[BPF_MAP_TYPE_PROG_ARRAY];
	int (*max_entries)[4];
	int *key;
	int *value;
} tails SEC(".maps");

static void *(*const map_lookup_elem)(void *, const void *) = (void *)BPF_FUNC_map_lookup_elem;
static unsigned int (*const get_smp_processor_id)(void) = (void *)BPF_FUNC_get_smp_processor_id;
static unsigned long (*const jiffies64)(void) = (void *)BPF_FUNC_jiffies64;
static long (*const tail_call)(void *, void *, unsigned int) = (void *)BPF_FUNC_tail_call;
unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");

const volatile int fields = 0;
const volatile int helpers = 0;
const volatile int others = 0;
long total;

char license_text[] SEC("license") = "GPL";

static NOINLINE long divided(long a, long b)
{
	asm volatile("" : "+r"(a), "+r"(b));
	return (unsigned long)a / (unsigned long)b + (unsigned int)a % (unsigned int)b;
}

/* Verified by itself, live or dead, before 6.8. */
NOINLINE long looked_up(int key)
{
	long *value = map_lookup_elem(&array, &key), sum = 0;

	if (value)
		sum += *value;
	value = map_lookup_elem(&hash, &key);
	if (value)
		sum -= *value;
	return sum;
}

#ifdef LOOPS
static long (*const loop)(unsigned int, void *, void *, unsigned long) = (void *)181;

static long visit(unsigned int i, void *sum)
{
	*(long *)sum += i + jiffies64();
	return 0;
}
#endif

SEC("tc") int rewritten(struct __sk_buff *skb)
{
	unsigned char *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	long sum = skb->len;

	if (fields == 1) {
		sum += skb->protocol;
		sum ^= skb->mark;
		sum += skb->cb[2];
		skb->priority = sum;
		if (data + 14 <= end)
			sum += data[13];
	} else {
		sum += skb->hash;
		sum ^= skb->vlan_tci;
		sum += skb->protocol;
		skb->cb[1] = sum;
	}
	if (helpers & 1)
		sum += get_smp_processor_id() + jiffies64() + looked_up(3);
	if (helpers & 2)
		sum += jiffies64() ^ get_smp_processor_id();
	if (helpers == 3)
		sum += divided(sum, skb->len);
	if (others & 1)
		sum += load_byte(skb, 14) + load_byte(skb, sum & 7);
#ifdef LOOPS
	if (others & 4)
		loop(10, visit, &sum, 0);
#endif
	if (others & 2) {
		tail_call(skb, &tails, 2);
		tail_call(skb, &tails, sum & 3);
	}
	total += sum;
	return 0;
}
