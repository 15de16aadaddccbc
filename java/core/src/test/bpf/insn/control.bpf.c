// SPDX-License-Identifier: Apache-2.0
/* Jumps, calls of helpers and functions, references to maps and functions. */
#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))

static unsigned long (*const ktime_get_ns)(void) = (void *)5;
static unsigned int (*const get_prandom_u32)(void) = (void *)7;
static void *(*const map_lookup_elem)(void *, const void *) = (void *)1;

struct {
	int (*type)[1]; /* BPF_MAP_TYPE_HASH */
	int *key;
	long *value;
	int (*max_entries)[4];
} counts SEC(".maps");

long limits[8];
static volatile int mode = 1;

char license_text[] SEC("license") = "GPL";

static NOINLINE long first(long x)
{
	asm volatile("" : "+r"(x));
	return x * 3;
}

NOINLINE long second(long x)
{
	asm volatile("" : "+r"(x));
	return first(x) + limits[x & 7];
}

#define COMPARE(type, a, b)                  \
	do {                                 \
		type x = (a), y = (b);       \
		if (x == y) sum += 1;        \
		asm volatile("" : "+r"(x));  \
		if (x < y) sum ^= 2;         \
		asm volatile("" : "+r"(x));  \
		if (x <= y) sum += 3;        \
		asm volatile("" : "+r"(x));  \
		if (x != 77) sum ^= 4;       \
		asm volatile("" : "+r"(x));  \
		if (x > 1000) sum += 5;      \
		asm volatile("" : "+r"(x));  \
		if (x >= y) sum ^= 6;        \
		asm volatile("" : "+r"(x));  \
		if (x < (type)-9) sum += 7;  \
		asm volatile("" : "+r"(x));  \
		if (x & 64) sum ^= 8;        \
		asm volatile("" : "+r"(x));  \
		if (x & y) sum += 9;         \
	} while (0)

SEC("socket") int comparisons(void *ctx)
{
	unsigned long sum = ktime_get_ns();

	COMPARE(unsigned long, sum, ktime_get_ns());
	COMPARE(long, sum, ktime_get_ns());
	COMPARE(unsigned int, sum, get_prandom_u32());
	COMPARE(int, sum, get_prandom_u32());
	return sum;
}

SEC("socket") int calls(void *ctx)
{
	int key = mode;
	long *count = map_lookup_elem(&counts, &key);

	return count ? first(*count) : second(key);
}

SEC("socket") int loop(void *ctx)
{
	long sum = 0;

	for (int i = 0; i < 4; i++) {
		sum += limits[i];
		asm volatile("" : "+r"(i));
	}
	return sum;
}
