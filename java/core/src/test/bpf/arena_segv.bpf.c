// SPDX-License-Identifier: Apache-2.0
/* An arena without pages of its own, and a global in it: libbpf 1.7.0 crashes when it loads this. */
// bpf-clang: 19
// bpf-cpu: v4
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE | BPF_F_SEGV_ON_FAULT);
	__uint(max_entries, 16); /* pages */
} arena SEC(".maps");

struct point {
	__s32 x, y;
	__u32 low : 5, high : 3;
};

volatile __u64 __arena hits = 5;
volatile __u32 __arena step = 2;
volatile struct point __arena corner = { -1, 2, 3, 4 };
volatile char __arena label[8] = "arena";
volatile __u64 ordinary;

SEC("syscall")
int run(void *ctx)
{
	hits += step;
	corner.x += corner.y;
	ordinary = hits;
	return corner.x;
}

char _license[] SEC("license") = "Dual MIT/GPL";
