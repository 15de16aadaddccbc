// SPDX-License-Identifier: Apache-2.0
/* Loads, stores and atomic operations of every size that the cpu version has. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

#define SEC(name) __attribute__((section(name), used))

struct sizes {
	u8 b;
	u16 h;
	u32 w;
	u64 dw;
};

struct sizes from, to;
long counter64;
int counter32;

char license_text[] SEC("license") = "GPL";

SEC("socket") int copies(void *ctx)
{
	volatile struct sizes local;

	local.b = from.b;
	local.h = from.h;
	local.w = from.w;
	local.dw = from.dw;
	to.b = local.b;
	to.h = local.h;
	to.w = local.w;
	to.dw = local.dw;
	return 0;
}

SEC("socket") int constants(void *ctx)
{
	to.b = 1;
	to.h = 2;
	to.w = 3;
	to.dw = -4;
	return 0;
}

/* The old way to packets; the context must be in r6. */
unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");
unsigned long long load_half(void *skb, unsigned long long off) asm("llvm.bpf.load.half");
unsigned long long load_word(void *skb, unsigned long long off) asm("llvm.bpf.load.word");

SEC("socket") int packet(void *ctx)
{
	u64 at = load_byte(ctx, 14) & 15;

	return load_half(ctx, 12) + load_word(ctx, at) + load_byte(ctx, at + 1);
}

SEC("socket") int additions(void *ctx)
{
	__sync_fetch_and_add(&counter64, 3);
	__sync_fetch_and_add(&counter32, 3);
	return 0;
}

#if __BPF_CPU_VERSION__ >= 3
SEC("socket") int atomics(void *ctx)
{
	long a = counter64;
	int b = counter32;

	a += __sync_fetch_and_add(&counter64, a);
	a += __sync_fetch_and_and(&counter64, a);
	a += __sync_fetch_and_or(&counter64, a);
	a += __sync_fetch_and_xor(&counter64, a);
	a += __sync_lock_test_and_set(&counter64, a);
	a += __sync_val_compare_and_swap(&counter64, a, 7);
	b += __sync_fetch_and_add(&counter32, b);
	b += __sync_fetch_and_and(&counter32, b);
	b += __sync_fetch_and_or(&counter32, b);
	b += __sync_fetch_and_xor(&counter32, b);
	b += __sync_lock_test_and_set(&counter32, b);
	b += __sync_val_compare_and_swap(&counter32, b, 7);
	__sync_fetch_and_and(&counter64, a);
	__sync_fetch_and_or(&counter64, a);
	__sync_fetch_and_xor(&counter32, b);
	return a + b;
}
#endif
