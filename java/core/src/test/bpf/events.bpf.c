// SPDX-License-Identifier: Apache-2.0
/* Writes events into ring and perf buffers, as tests ask for by test runs. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define RING(name, bytes) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes); \
	} name SEC(".maps")

RING(events, 1 << 16);
RING(others, 1 << 16);

enum kind { NOTHING, EXEC, EXIT };

struct event {
	__u64 number;
	__u32 pid;
	__s16 change;
	__u8 letter;
	_Bool last;
	enum kind kind;
	char comm[16];
	__u32 low : 5, high : 27;
	struct {
		__u32 max;
	} limits[2];
	double share;
};

struct event *unused_event __attribute__((unused));

__u64 written; /* events that found room */
__u64 dropped; /* events that found none */
__u64 number;  /* of the next event */

/* What a run does, set by tests. */
__u32 size = 16;    /* bytes of each, 8 to 4095 */
__u32 discard_each; /* of so many records one is discarded; 0 for none */
__u64 flags;        /* of submit */

/* The number stands at the beginning, at the end if there is room, and is each byte between. */
static __u64 words[512];

static long write_one(void *ring)
{
	__u32 bytes = size & 4095; /* a bound that older verifiers see */
	long err;

	if (discard_each && number % discard_each == discard_each - 1) {
		__u64 *record = bpf_ringbuf_reserve(ring, 24, 0);

		if (record)
			bpf_ringbuf_discard(record, flags);
		number++;
		return 0;
	}
	if (bytes < 8)
		return 1;
	words[0] = number;
	words[(bytes / 8 - 1) & 511] = number;
	err = bpf_ringbuf_output(ring, words, bytes, flags);
	if (err) {
		__sync_fetch_and_add(&dropped, 1);
		return err;
	}
	number++;
	__sync_fetch_and_add(&written, 1);
	return 0;
}

SEC("socket") int write_event(void *ctx)
{
	write_one(&events);
	return 0;
}

SEC("socket") int write_others(void *ctx)
{
	write_one(&others);
	return 0;
}

/* One event with every member set. */
SEC("socket") int write_struct(void *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 1;
	event->number = 1ull << 40;
	event->pid = 4000000000;
	event->change = -2;
	event->letter = 'x';
	event->last = 1;
	event->kind = EXIT;
	__builtin_memcpy(event->comm, "init\0\0\0\0\0\0\0\0\0\0\0", 16);
	event->low = 17;
	event->high = 1 << 20;
	event->limits[0].max = 10;
	event->limits[1].max = 11;
	event->share = 0;
	bpf_ringbuf_submit(event, 0);
	return 0;
}
