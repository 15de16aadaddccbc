// SPDX-License-Identifier: Apache-2.0
/* Iterators over maps, which write something for those alone that have so many entries. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define WANTED 4711

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
	__u64 seq_num;
} __attribute__((preserve_access_index));

struct bpf_map {
	__u32 id;
	__u32 max_entries;
	char name[16];
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
} __attribute__((preserve_access_index));

static bool is_wanted(const struct bpf_map *map)
{
	return map && map->max_entries == WANTED;
}

/* [lines] */
SEC("iter/bpf_map")
int print_maps(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;

	if (is_wanted(map))
		BPF_SEQ_PRINTF(ctx->meta->seq, "%s has %d entries\n", map->name, map->max_entries);
	return 0;
}
/* [/lines] */

/* Lines of more than 200 characters, and a last one without an end. */
SEC("iter/bpf_map")
int print_wide(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;

	if (is_wanted(map))
		BPF_SEQ_PRINTF(ctx->meta->seq, "%200d %s\n", map->max_entries, map->name);
	if (!map)
		BPF_SEQ_PRINTF(ctx->meta->seq, "the end");
	return 0;
}

/* [structs] */
struct seen {
	__u32 id;
	__u32 max_entries;
	__u64 number;
	char name[16];
};
struct seen *unused_seen __attribute__((unused)); /* so that its type is in the object */

SEC("iter/bpf_map")
int write_maps(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	struct seen seen = {};

	if (!is_wanted(map))
		return 0;
	seen.id = map->id;
	seen.max_entries = map->max_entries;
	seen.number = ctx->meta->seq_num;
	bpf_probe_read_kernel_str(seen.name, sizeof(seen.name), map->name);
	bpf_seq_write(ctx->meta->seq, &seen, sizeof(seen));
	return 0;
}
/* [/structs] */

/* Ends in the middle of a struct. */
SEC("iter/bpf_map")
int write_half(struct bpf_iter__bpf_map *ctx)
{
	__u32 number = 7;

	if (!ctx->map)
		bpf_seq_write(ctx->meta->seq, &number, 3);
	return 0;
}

int asked;

/* Wants each element a second time. */
SEC("iter/bpf_map")
int print_second_time(struct bpf_iter__bpf_map *ctx)
{
	if (!is_wanted(ctx->map))
		return 0;
	asked++;
	if (asked & 1)
		return 1;
	BPF_SEQ_PRINTF(ctx->meta->seq, "asked %d times\n", asked);
	return 0;
}

/* Wants one element for ever. */
SEC("iter/bpf_map")
int never_satisfied(struct bpf_iter__bpf_map *ctx)
{
	return is_wanted(ctx->map) ? 1 : 0;
}

char piece[256];

/* Writes more for one element than the kernel has room for: 64 KiB. */
SEC("iter/bpf_map")
int write_too_much(struct bpf_iter__bpf_map *ctx)
{
	if (!is_wanted(ctx->map))
		return 0;
	for (int i = 0; i < 256; i++)
		bpf_seq_write(ctx->meta->seq, piece, sizeof(piece));
	return 0;
}

SEC("raw_tp/sched_process_exit")
int no_iterator(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
