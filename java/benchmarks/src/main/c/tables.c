// SPDX-License-Identifier: Apache-2.0
/* The rows that read hashes of many entries. */
#include "baseline.h"

#include <errno.h>
#include <stdlib.h>

#define OBJECT "tables"
#define BATCH 4096

struct table {
	struct bpf_object *object;
	int fd;
	__u32 entries;
	__u32 words; /* 8 bytes each, in a value */
	__u32 *keys; /* room for all entries */
	__u64 *values;
};

static struct table open_table(const struct run *run)
{
	struct table table = { .object = load_object(run, OBJECT) };
	const struct bpf_map *map = bpf_object__find_map_by_name(table.object, run->argument);
	__u32 count;

	table.fd = bpf_map__fd(map);
	table.entries = count = bpf_map__max_entries(map);
	table.words = bpf_map__value_size(map) / 8;
	table.keys = calloc(table.entries, sizeof(*table.keys));
	table.values = calloc((size_t)table.entries * table.words, 8);
	if (!table.keys || !table.values)
		die("no memory");
	for (__u32 i = 0; i < table.entries; i++) {
		__u64 *value = table.values + (size_t)i * table.words;

		table.keys[i] = i;
		value[0] = i;
		value[table.words - 1] = i;
	}
	if (bpf_map_update_batch(table.fd, table.keys, table.values, &count, NULL))
		die("cannot fill %s: %m", run->argument);
	return table;
}

static void close_table(struct table *table)
{
	free(table->keys);
	free(table->values);
	bpf_object__close(table->object);
}

void table_lookup(struct run *run)
{
	struct table table = open_table(run);

	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			__u32 key = i % 1024;

			if (bpf_map_lookup_elem(table.fd, &key, table.values))
				die("no key %u: %m", key);
			sum += table.values[0] + table.values[table.words - 1];
		}
		run->sum = sum;
	}
	close_table(&table);
}

void batch_read(struct run *run)
{
	struct table table = open_table(run);

	while (iterate(run)) {
		__u64 sum = 0;
		__u32 token, seen = 0;
		int err = 0;

		for (bool first = true; !err; first = false) {
			__u32 count = BATCH;

			err = bpf_map_lookup_batch(table.fd, first ? NULL : &token, &token, table.keys, table.values,
						   &count, NULL);
			if (err && err != -ENOENT)
				die("cannot read %s: %m", run->argument);
			for (__u32 i = 0; i < count; i++) {
				const __u64 *value = table.values + (size_t)i * table.words;

				sum += table.keys[i] + value[0] + value[table.words - 1];
			}
			seen += count;
		}
		if (seen != table.entries)
			die("%u of %u entries came", seen, table.entries);
		run->sum = sum;
	}
	close_table(&table);
}
