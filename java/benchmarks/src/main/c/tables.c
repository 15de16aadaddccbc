// SPDX-License-Identifier: Apache-2.0
/* The rows that read hashes of many entries. */
#include "baseline.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "records.h"

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

/* The total of one element; all elements are mapped. */
static __u64 *map_total(struct bpf_object *object, const struct run *run, void **all, size_t *size)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, run->argument);

	*size = (size_t)bpf_map__max_entries(map) * sizeof(struct sample);
	*all = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (*all == MAP_FAILED)
		die("cannot map %s: %m", run->argument);
	return &((struct sample *)*all)[3].total;
}

void element_get(struct run *run)
{
	struct bpf_object *object = load_object(run, OBJECT);
	void *all;
	size_t size;
	volatile __u64 *total = map_total(object, run, &all, &size);

	*total = 7;
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++)
			sum += *total;
		run->sum = sum;
	}
	munmap(all, size);
	bpf_object__close(object);
}

void element_add(struct run *run)
{
	struct bpf_object *object = load_object(run, OBJECT);
	void *all;
	size_t size;
	__u64 *total = map_total(object, run, &all, &size);

	while (iterate(run)) {
		__u64 sum = 0;

		__atomic_store_n(total, 0, __ATOMIC_RELAXED);
		for (long i = 0; i < run->operations; i++)
			sum += __atomic_fetch_add(total, 3, __ATOMIC_SEQ_CST);
		run->sum = sum * 31 + __atomic_load_n(total, __ATOMIC_RELAXED);
	}
	munmap(all, size);
	bpf_object__close(object);
}

void cpu_sum(struct run *run)
{
	struct bpf_object *object = load_object(run, OBJECT);
	int fd = bpf_object__find_map_fd_by_name(object, run->argument);
	int cpus = libbpf_num_possible_cpus();
	struct sample *values = calloc(cpus > 0 ? cpus : 1, sizeof(*values));
	__u32 key = 3;

	if (cpus < 0 || !values)
		die("cannot count the CPUs");
	for (int cpu = 0; cpu < cpus; cpu++)
		values[cpu].total = cpu + 5;
	if (bpf_map_update_elem(fd, &key, values, BPF_ANY))
		die("cannot fill %s: %m", run->argument);
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			if (bpf_map_lookup_elem(fd, &key, values))
				die("no key: %m");
			for (int cpu = 0; cpu < cpus; cpu++)
				sum += values[cpu].total;
		}
		run->sum = sum;
	}
	free(values);
	bpf_object__close(object);
}
