// SPDX-License-Identifier: Apache-2.0
/* A queue of jobs, and a program that takes one of them. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct job {
	__u32 number;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__type(value, struct job);
} jobs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__type(value, struct job);
} done SEC(".maps");

SEC("socket")
int work(struct __sk_buff *skb)
{
	struct job job;

	if (bpf_map_pop_elem(&jobs, &job))
		return 1;
	job.number += 100;
	return bpf_map_push_elem(&done, &job, BPF_ANY) ? 2 : 0;
}

char _license[] SEC("license") = "GPL";
