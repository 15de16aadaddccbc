// SPDX-License-Identifier: Apache-2.0
/* Drains a user ring buffer and notes what it saw. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 1 << 12);
} commands SEC(".maps");

#define MOST_BYTES 512
#define MOST_SEEN 1024

struct seen {
	__u32 size; /* up to MOST_BYTES */
	__u32 hash; /* FNV-1a of so many bytes */
};

/* What a run does, set by tests. */
__u32 most = 1 << 17; /* records */
__u32 quick;          /* counts and sums alone */
__u64 flags;          /* of the drain */

__u64 count; /* records */
__u64 sum;   /* of the first 8 bytes of each, as a number */
__s64 last;  /* what the helper returned */
struct seen seen[MOST_SEEN];

static __u32 left;

static long on_record(struct bpf_dynptr *record, void *ctx)
{
	struct seen note = { .hash = 2166136261 };
	__u64 number = 0;
	__u8 byte;

	if (!bpf_dynptr_read(&number, sizeof(number), record, 0, 0))
		sum += number;
	if (!quick) {
		for (int i = 0; i < MOST_BYTES; i++) {
			if (bpf_dynptr_read(&byte, 1, record, i, 0))
				break;
			note.hash = (note.hash ^ byte) * 16777619;
			note.size++;
		}
		seen[count & (MOST_SEEN - 1)] = note;
	}
	count++;
	return --left == 0;
}

SEC("socket") int drain(void *ctx)
{
	left = most;
	last = bpf_user_ringbuf_drain(&commands, on_record, 0, flags);
	return 0;
}
