// SPDX-License-Identifier: Apache-2.0
/* A function for the place of answer() in replaceable.bpf.c: the test names the program. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

volatile __u64 hits;

SEC("freplace/answer")
int other_answer(int number)
{
	__sync_fetch_and_add(&hits, 1);
	return number + 1;
}

char _license[] SEC("license") = "GPL";
