// SPDX-License-Identifier: Apache-2.0
/* Types of which clang says less than C does: the kernel refuses their BTF, libbpf loads without. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

enum later; /* never defined: 0 bytes */

struct mixed {
	_Atomic int atomic; /* void, as BTF has it */
	int plain;
	_Complex float pairs[2];
};

enum later *link;
_Atomic int hits = 3;
_Complex double pair;
struct mixed mixed = {.atomic = 1, .plain = 2};

SEC("socket") int count(void *ctx)
{
	__c11_atomic_fetch_add(&hits, mixed.plain, __ATOMIC_RELAXED);
	return (link != 0) + *(int *)&mixed.atomic;
}
