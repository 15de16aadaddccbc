// SPDX-License-Identifier: Apache-2.0
/* One function a timed row; the Java class of the row does the same. */
#include "baseline.h"
#include "records.h"

#include <elf.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIVE "live"

void long_get(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile __u64 *value = find_variable(object, run->argument);

	*value = 7;
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++)
			sum += *value;
		run->sum = sum;
	}
	bpf_object__close(object);
}

void int_get(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile __u32 *value = find_variable(object, run->argument);

	*value = 7;
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++)
			sum += *value;
		run->sum = sum;
	}
	bpf_object__close(object);
}

void long_set(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile __u64 *value = find_variable(object, run->argument);

	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++)
			*value = i * 3;
		run->sum = *value;
	}
	bpf_object__close(object);
}

void int_set(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile __u32 *value = find_variable(object, run->argument);

	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++)
			*value = (__u32)(i * 3);
		run->sum = *value;
	}
	bpf_object__close(object);
}

void atomic_add(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	__u64 *value = find_variable(object, run->argument);

	while (iterate(run)) {
		__u64 sum = 0;

		__atomic_store_n(value, 0, __ATOMIC_RELAXED);
		for (long i = 0; i < run->operations; i++)
			sum += __atomic_fetch_add(value, 3, __ATOMIC_SEQ_CST);
		run->sum = sum * 31 + __atomic_load_n(value, __ATOMIC_RELAXED);
	}
	bpf_object__close(object);
}

void variable_get(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);

	*(volatile __u64 *)find_path(object, run->argument) = 7;
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++)
			sum += *(volatile __u64 *)find_path(object, run->argument);
		run->sum = sum;
	}
	bpf_object__close(object);
}

void variable_set(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);

	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++)
			*(volatile __u64 *)find_path(object, run->argument) = i * 3;
		run->sum = *(volatile __u64 *)find_path(object, run->argument);
	}
	bpf_object__close(object);
}

void struct_get(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile struct sample *live = find_variable(object, run->argument);

	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			struct sample s = *live;

			sum += s.time + s.pid + s.tid + s.result + s.kind + s.flags + s.bytes + s.offset + s.latency +
			       s.cookie + s.total;
		}
		run->sum = sum;
	}
	bpf_object__close(object);
}

void call_get(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	volatile struct call *live = find_variable(object, run->argument);

	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			struct call c = *live;

			sum += c.time + c.pid + c.result + strnlen(c.comm, sizeof(c.comm)) + c.comm[8] + c.bytes +
			       c.latency + c.cookie + c.total;
		}
		run->sum = sum;
	}
	bpf_object__close(object);
}

#define ENTRIES 1024 /* of the maps in live.bpf.c */

struct map {
	int fd;
	__u32 words; /* 8 bytes each, in a value */
	__u64 value[32];
};

static struct map fill_map(const struct run *run, const struct bpf_object *object)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, run->argument);
	struct map filled = { .fd = bpf_map__fd(map), .words = bpf_map__value_size(map) / 8 };

	for (__u32 key = 0; key < ENTRIES; key++) {
		filled.value[0] = key;
		filled.value[filled.words - 1] = key;
		if (bpf_map_update_elem(filled.fd, &key, filled.value, BPF_ANY))
			die("cannot fill %s: %m", run->argument);
	}
	return filled;
}

void map_lookup(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	struct map map = fill_map(run, object);

	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			__u32 key = i % ENTRIES;

			if (bpf_map_lookup_elem_flags(map.fd, &key, map.value, 0))
				die("no key %u: %m", key);
			sum += map.value[0] + map.value[map.words - 1];
		}
		run->sum = sum;
	}
	bpf_object__close(object);
}

void map_update(struct run *run)
{
	struct bpf_object *object = load_object(run, LIVE);
	struct map map = fill_map(run, object);

	while (iterate(run)) {
		__u64 sum = 0;
		__u32 key;

		for (long i = 0; i < run->operations; i++) {
			key = i % ENTRIES;
			map.value[0] = i;
			map.value[map.words - 1] = i;
			if (bpf_map_update_elem(map.fd, &key, map.value, BPF_ANY))
				die("cannot set key %u: %m", key);
		}
		for (key = 0; key < ENTRIES; key++) {
			if (bpf_map_lookup_elem(map.fd, &key, map.value))
				die("no key %u: %m", key);
			sum = sum * 31 + map.value[0] + map.value[map.words - 1];
		}
		run->sum = sum;
	}
	bpf_object__close(object);
}

static void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/*
 * As a JVM has threads, and an agent that polls on one of its own. The kernel holds a descriptor's
 * file by a count then, which it spares a process of one thread: fs/file.c, __fget_light().
 */
static void start_second_thread(void)
{
	pthread_t thread;
	int err = pthread_create(&thread, NULL, sleep_for_ever, NULL);

	if (err)
		die("no second thread: %s", strerror(err));
}

void map_lookup_threads(struct run *run)
{
	start_second_thread();
	map_lookup(run);
}

void map_update_threads(struct run *run)
{
	start_second_thread();
	map_update(run);
}

void attach(struct run *run)
{
	struct bpf_object *object = load_object(run, "small");
	struct bpf_program *program = bpf_object__next_program(object, NULL);

	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_link *link = bpf_program__attach_raw_tracepoint(program, run->argument);

			if (!link)
				die("cannot attach: %m");
			bpf_link__destroy(link);
		}
		run->sum = run->operations;
	}
	bpf_object__close(object);
}

void cycle(struct run *run)
{
	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_object *object = open_object(run, run->argument);

			set_ten(object, i);
			if (bpf_object__load(object))
				die("cannot load %s: %m", run->argument);
			if (i == 0) /* that the kernel has them: once an iteration, on both sides */
				run->sum = sum_ten(object);
			bpf_object__close(object);
		}
	}
}

void open_only(struct run *run)
{
	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_object *object = open_object(run, run->argument);

			if (i == 0)
				run->sum = sum_ten(object);
			bpf_object__close(object);
		}
	}
}

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	char *bytes;

	if (!file || fseek(file, 0, SEEK_END))
		die("cannot read %s: %m", path);
	*size = ftell(file);
	rewind(file);
	bytes = malloc(*size);
	if (!bytes || fread(bytes, 1, *size, file) != *size)
		die("cannot read %s: %m", path);
	fclose(file);
	return bytes;
}

/* Files that were never opened before: a number in bytes of the ELF header that mean nothing. */
void open_fresh(struct run *run)
{
	char path[4096];
	int number = 0;
	size_t size;
	char *file;

	snprintf(path, sizeof(path), "%s/%s.bpf.o", run->objects, run->argument);
	file = read_file(path, &size);
	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_object *object;

			number++;
			memcpy(file + EI_PAD, &number, sizeof(number));
			object = bpf_object__open_mem(file, size, NULL);
			if (!object)
				die("cannot open %s: %m", path);
			if (i == 0)
				run->sum = sum_ten(object);
			bpf_object__close(object);
		}
	}
	free(file);
}

void look_up(struct run *run)
{
	struct bpf_object *object = load_object(run, run->argument);
	int count = count_of(run->argument);
	char names[10][24];

	for (int i = 0; i < 10; i++) {
		spread_name(names[i], i, count);
		*(__u64 *)find_variable(object, names[i]) = i * 3;
	}
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++)
			sum += *(volatile __u64 *)find_variable(object, names[i % 10]);
		run->sum = sum;
	}
	bpf_object__close(object);
}
