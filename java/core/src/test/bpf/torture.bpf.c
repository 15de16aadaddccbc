// SPDX-License-Identifier: Apache-2.0
/*
 * Producers of records that a reader can check one by one: TortureRecords.java computes the same.
 *
 * A test run makes one record of one producer, whose number is each byte of the data. Its number in
 * turn is used up by success alone, so a reader sees each number once and in order. One thread at a
 * time runs one producer.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define PRODUCERS 8
#define MOST 4000 /* bytes of a record */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 15);
} ring SEC(".maps");

struct producer {
	__u64 next;	 /* number of its next record */
	__u64 limit;	 /* where it ends */
	__u64 dropped;	 /* tries that found no room */
	__u64 discarded; /* records that it gave up */
	__u64 words[512];
} producers[PRODUCERS];

enum result { WRITTEN, DROPPED, DONE, NO_PRODUCER };

/* Both keep their record busy for a while. */
static long discard_small(struct producer *producer)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, 8, 0);

	if (!record)
		return DROPPED;
	record[0] = ~0ull;
	bpf_ringbuf_discard(record, 0);
	producer->discarded++;
	return WRITTEN;
}

static long discard_large(struct producer *producer)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, 1000, 0);

	if (!record)
		return DROPPED;
	for (int i = 0; i < 125; i++)
		record[i] = ~0ull;
	bpf_ringbuf_discard(record, 0);
	producer->discarded++;
	return WRITTEN;
}

static long submit_three(__u64 first, __u64 step)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, 24, 0);

	if (!record)
		return DROPPED;
	record[0] = first;
	record[1] = first + step;
	record[2] = first + 2 * step;
	bpf_ringbuf_submit(record, 0);
	return WRITTEN;
}

SEC("socket") int produce(struct __sk_buff *skb)
{
	__u8 index = PRODUCERS;
	struct producer *producer;
	__u64 first, mixed, word;
	__u32 size;

	bpf_skb_load_bytes(skb, 0, &index, 1);
	if (index >= PRODUCERS)
		return NO_PRODUCER;
	producer = &producers[index];
	if (producer->next >= producer->limit)
		return DONE;

	first = (__u64)index << 56 | producer->next;
	mixed = first * 0x9e3779b97f4a7c15;
	mixed ^= mixed >> 29;
	mixed *= 0xbf58476d1ce4e5b9;
	mixed ^= mixed >> 32;

	if (!(mixed >> 52 & 15))
		discard_small(producer);
	if (!(mixed >> 56 & 63))
		discard_large(producer);

	if (!(mixed >> 48 & 7)) {
		if (submit_three(first, mixed)) {
			producer->dropped++;
			return DROPPED;
		}
		producer->next++;
		return WRITTEN;
	}

	size = mixed & 7;
	if (size < 5)
		size = 8 + (mixed >> 8 & 63);
	else if (size < 7)
		size = 8 + (mixed >> 8 & 511);
	else
		size = 8 + (mixed >> 8 & 4095);
	asm volatile("" : "+r"(size)); /* clang knows the bound, which the verifier is to see */
	if (size > MOST)
		size = MOST;

	word = first;
	for (__u32 i = 0; i < MOST / 8; i++) {
		if (i * 8 >= size)
			break;
		producer->words[i] = word;
		word += mixed;
	}
	if (bpf_ringbuf_output(&ring, producer->words, size, 0)) {
		producer->dropped++;
		return DROPPED;
	}
	producer->next++;
	return WRITTEN;
}

/* A run gives up a record, which keeps a reader awake that has nothing to hand over; the last writes one. */
__u32 discards; /* runs until then */
__u64 number;	/* of that record */

SEC("socket") int discard_then_write(void *ctx)
{
	if (discards) {
		discards--;
		return discard_small(&producers[0]);
	}
	if (bpf_ringbuf_output(&ring, &number, sizeof(number), 0))
		return DROPPED;
	number++;
	return WRITTEN;
}
