// SPDX-License-Identifier: Apache-2.0
/* Writes events into perf buffers, as tests ask for by test runs, which choose the CPU. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} events SEC(".maps");

/* Fewer elements than most machines have CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} first_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} no_events SEC(".maps");

struct sample {
	__u64 number;
	__u32 cpu;
};

struct sample *unused_sample __attribute__((unused));

__u32 size = 12;  /* bytes of each event, 12 to 32767 */
__u64 number;     /* of the next event */
__u64 written;    /* events that found room */
__u64 refused;    /* events that found none */
__s64 last_error; /* of the event that found none last */

/* Each 4 bytes are the number; one program runs at a time. */
static __u32 words[8192];

static int output(void *ctx, void *map)
{
	__u32 bytes = size & 0x7fff;
	long err;

	barrier_var(bytes); /* or clang joins mask and comparison, which 5.10 does not follow */
	if (bytes < 12)
		return 1;
	words[0] = number;
	words[1] = 0;
	words[2] = bpf_get_smp_processor_id();
	words[(bytes / 4 - 1) & 8191] = bytes < 16 ? words[2] : number;
	err = bpf_perf_event_output(ctx, map, BPF_F_CURRENT_CPU, words, bytes);
	if (err) {
		last_error = err;
		refused++;
	} else {
		written++;
	}
	number++;
	return 0;
}

SEC("raw_tp/sys_enter") int write_sample(void *ctx)
{
	return output(ctx, &events);
}

SEC("raw_tp/sys_enter") int write_first_cpu(void *ctx)
{
	return output(ctx, &first_cpu);
}

/* On several CPUs at a time: each counts for itself. */
__u64 numbers[64];
__u64 refusals[64];

SEC("raw_tp/sys_enter") int write_on_cpu(void *ctx)
{
	__u32 cpu = bpf_get_smp_processor_id() & 63;
	struct sample sample = { .number = numbers[cpu]++, .cpu = cpu };

	if (bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &sample, sizeof(sample)))
		refusals[cpu]++;
	return 0;
}
