// SPDX-License-Identifier: Apache-2.0
/* A ring that drops its oldest records when it is full. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
	__uint(map_flags, BPF_F_RB_OVERWRITE);
} flight SEC(".maps");

#define WORDS 64

__u64 number;  /* of the next record */
__u64 refused; /* records that found no room: none, unless one is being written all the time */

static __u64 words[WORDS];

/* From 1 to WORDS words, each of them the record's number. */
SEC("socket") int record(void *ctx)
{
	__u64 count = number % WORDS + 1;

	for (int i = 0; i < WORDS; i++)
		words[i] = number;
	if (bpf_ringbuf_output(&flight, words, count * 8, 0))
		__sync_fetch_and_add(&refused, 1);
	number++;
	return 0;
}
