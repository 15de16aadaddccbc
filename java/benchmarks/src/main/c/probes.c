// SPDX-License-Identifier: Apache-2.0
/* Measurements that are no loop of one operation: memory, growth, lost updates, the first attach. */
#include "baseline.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define OBJECT "small"

long anonymous_kib(void)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kib = -1;

	while (file && fgets(line, sizeof(line), file) && sscanf(line, "Anonymous: %ld kB", &kib) != 1)
		;
	if (file)
		fclose(file);
	if (kib < 0)
		die("/proc/self/smaps_rollup does not tell");
	return kib;
}

static long descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	long count = -3; /* ".", ".." and the folder's own */

	while (folder && readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static void allow_descriptors(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Memory for each of run->argument objects, which are all there at once. */
static void memory(struct run *run, struct bpf_object *(*make)(const struct run *, const char *))
{
	int count = atoi(run->argument);
	struct bpf_object **objects = calloc(count, sizeof(*objects));
	long before;

	allow_descriptors();
	for (int i = 0; i < 20; i++) /* the kernel's features are probed once */
		bpf_object__close(load_object(run, OBJECT));
	before = anonymous_kib();
	for (int i = 0; i < count; i++) {
		objects[i] = make(run, OBJECT);
		if (i % 10 == 0)
			run->checksum = run->checksum * 31 + sum_ten(objects[i]);
	}
	printf("value KiB native %.2f\n", (double)(anonymous_kib() - before) / count);
	for (int i = 0; i < count; i++)
		bpf_object__close(objects[i]);
	free(objects);
}

void open_memory(struct run *run)
{
	memory(run, open_object);
}

void loaded_memory(struct run *run)
{
	memory(run, load_object);
}

void cycle_growth(struct run *run)
{
	int cycles = atoi(run->argument);
	long before = 0, before_descriptors = 0;

	for (int i = 0; i < 2 * cycles; i++) {
		struct bpf_object *object;

		if (i == cycles) {
			before = anonymous_kib();
			before_descriptors = descriptors();
		}
		object = open_object(run, OBJECT);
		set_ten(object, i);
		if (bpf_object__load(object))
			die("cannot load " OBJECT ": %m");
		if (i % 100 == 0)
			run->checksum = run->checksum * 31 + sum_ten(object);
		bpf_object__close(object);
	}
	printf("value KiB native %ld\n", anonymous_kib() - before);
	printf("value - descriptors %ld\n", descriptors() - before_descriptors);
}

struct counting {
	int fd;
	int runs;
	int result;
	volatile bool done;
};

static void *count_in_kernel(void *argument)
{
	struct counting *counting = argument;
	char packet[64] = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = counting->runs);

	counting->result = bpf_prog_test_run_opts(counting->fd, &opts);
	counting->done = true;
	return NULL;
}

void lost_updates(struct run *run)
{
	struct bpf_object *object = load_object(run, "live");
	volatile __u64 *hits = find_variable(object, "hits");
	volatile __u32 *mode = find_variable(object, "mode");
	struct counting counting = {
		.fd = bpf_program__fd(bpf_object__find_program_by_name(object, "count")),
		.runs = atoi(run->argument),
	};
	pthread_t kernel;

	if (pthread_create(&kernel, NULL, count_in_kernel, &counting))
		die("no thread");
	for (__u32 i = 0; !counting.done; i++)
		*mode = i;
	pthread_join(kernel, NULL);
	if (counting.result)
		die("test run: %d", counting.result);
	printf("value - lost %lld\n", (long long)(counting.runs - *hits));
	run->checksum = *hits;
	bpf_object__close(object);
}

void first_cycles(struct run *run)
{
	int cycles = atoi(run->argument);
	struct timespec started, ended;

	clock_gettime(CLOCK_MONOTONIC, &started);
	for (int i = 0; i < cycles; i++) {
		struct bpf_object *object = open_object(run, OBJECT);

		set_ten(object, i);
		if (bpf_object__load(object))
			die("cannot load " OBJECT ": %m");
		run->checksum += sum_ten(object);
		bpf_object__close(object);
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);
	printf("nanoseconds %.3f\n",
	       ((ended.tv_sec - started.tv_sec) * 1e9 + (ended.tv_nsec - started.tv_nsec)) / cycles);
}

void first_attached(struct run *run)
{
	struct bpf_object *object = open_object(run, OBJECT);
	volatile __u64 *seen;
	struct bpf_link *link;

	set_ten(object, 1);
	*(__u32 *)find_variable(object, "target_pid") = getpid();
	*(__u64 *)find_variable(object, "seed") = atol(run->argument);
	if (bpf_object__load(object))
		die("cannot load " OBJECT ": %m");
	link = bpf_program__attach(bpf_object__find_program_by_name(object, "on_sys_enter"));
	if (!link)
		die("cannot attach: %m");
	seen = find_variable(object, "seen");
	while (!*seen)
		sched_yield();
	run->checksum = *seen;
	bpf_link__destroy(link);
	bpf_object__close(object);
}
