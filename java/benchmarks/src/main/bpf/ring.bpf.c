// SPDX-License-Identifier: Apache-2.0
/* Events for the rows that read them: a test run with `repeat` writes so many, of one size each. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "records.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

struct event *unused_event __attribute__((unused));

const volatile __u32 size = 16; /* bytes of each event */
__u64 number;                   /* of the next one */

static __u64 words[256];

SEC("socket")
int write_event(void *ctx)
{
	if (size > sizeof(words))
		return 1;
	words[0] = number++;
	bpf_ringbuf_output(&events, words, size, 0);
	return 0;
}

SEC("socket")
int write_sample(struct __sk_buff *ctx)
{
	if (size > sizeof(words))
		return 1;
	words[0] = number++;
	bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, words, size);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
