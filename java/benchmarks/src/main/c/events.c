// SPDX-License-Identifier: Apache-2.0
/* The rows that read events. What is timed is reading; writing them comes before. */
#include "baseline.h"
#include "records.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OBJECT "ring"
#define RING_HEADER 8
#define PERF_HEADER 16 /* with what aligns the next sample */
#define MEANWHILE_BYTES (16 << 20)
#define MOST_MEANWHILE 30000 /* a reader without a pause slows the writer down */

/* The bytes of a buffer for the operations: the next power of two. */
static __u32 room(const struct run *run, int header)
{
	__u32 bytes = 64 << 10; /* a page, on every machine */

	while (bytes < run->operations * (atoi(run->argument) + header))
		bytes *= 2;
	return bytes;
}

static struct bpf_object *load_events(const struct run *run, __u32 ring_bytes)
{
	struct bpf_object *object = open_object(run, OBJECT);

	*(__u32 *)find_variable(object, "size") = atoi(run->argument);
	if (bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "events"), ring_bytes))
		die("cannot set the ring's size: %m");
	if (bpf_object__load(object))
		die("cannot load " OBJECT ": %m");
	return object;
}

/* `run->operations` events: they fit into the ring. */
static void write_by(struct run *run, const char *program)
{
	char packet[64] = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = (int)run->operations);
	int fd = bpf_program__fd(bpf_object__find_program_by_name(run->context, program));

	*(__u64 *)find_variable(run->context, "number") = 0;
	if (bpf_prog_test_run_opts(fd, &opts))
		die("test run: %m");
}

static void write_events(struct run *run)
{
	write_by(run, "write_event");
}

static void write_samples(struct run *run)
{
	write_by(run, "write_sample");
}

static int add_ends(void *context, void *data, size_t size)
{
	const __u64 *words = data;

	*(__u64 *)context += words[0] + words[size / 8 - 1];
	return 0;
}

static int add_words(void *context, void *data, size_t size)
{
	const __u64 *words = data;
	__u64 sum = 0;

	for (size_t i = 0; i < size / 8; i++)
		sum += words[i];
	*(__u64 *)context += sum;
	return 0;
}

static __u64 copy[256];

static int copy_out(void *context, void *data, size_t size)
{
	memcpy(copy, data, size);
	__asm__ volatile("" : : "m"(copy) : "memory"); /* all of it, not only what is added */
	*(__u64 *)context += (__u8)copy[0];
	return 0;
}

static int add_field(void *context, void *data, size_t size)
{
	const struct event *event = data;

	(void)size;
	*(__u64 *)context += event->number;
	return 0;
}

static void drain(struct run *run, ring_buffer_sample_fn callback)
{
	struct bpf_object *object = load_events(run, room(run, RING_HEADER));
	struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"),
						    callback, &run->sum, NULL);

	if (!ring)
		die("no ring buffer: %m");
	run->context = object;
	run->prepare = write_events;
	while (iterate(run)) {
		if (ring_buffer__consume(ring) != run->operations)
			die("not all events came");
	}
	ring_buffer__free(ring);
	bpf_object__close(object);
}

void ring_drain(struct run *run)
{
	drain(run, add_ends);
}

void ring_words(struct run *run)
{
	drain(run, add_words);
}

void ring_copy(struct run *run)
{
	drain(run, copy_out);
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void *write_in_thread(void *run)
{
	write_events(run);
	return NULL;
}

/* A thread writes while this one reads without a pause. All events fit, so none is dropped. */
void ring_meanwhile(struct run *run)
{
	struct bpf_object *object = load_events(run, MEANWHILE_BYTES);
	struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"),
						    add_ends, &run->sum, NULL);

	if (!ring)
		die("no ring buffer: %m");
	run->context = object;
	run->operations = MEANWHILE_BYTES / (atoi(run->argument) + RING_HEADER);
	if (run->operations > MOST_MEANWHILE)
		run->operations = MOST_MEANWHILE;
	for (int i = 0; i < 15; i++) {
		__u64 started = now();
		pthread_t writer;

		run->sum = 0;
		if (pthread_create(&writer, NULL, write_in_thread, run))
			die("no thread");
		for (long seen = 0; seen < run->operations;)
			seen += ring_buffer__consume(ring);
		if (i >= 10) /* as many as Java needs to warm up */
			printf("nanoseconds %.3f\n", (double)(now() - started) / run->operations);
		pthread_join(writer, NULL);
		run->checksum = run->checksum * 31 + run->sum;
	}
	ring_buffer__free(ring);
	bpf_object__close(object);
}

void ring_field(struct run *run)
{
	drain(run, add_field);
}

/* What bpf_perf_event_output() gives, with the bytes that align the next record. */
static void add_sample(void *context, int cpu, void *data, __u32 size)
{
	(void)cpu;
	add_ends(context, data, size / 8 * 8);
}

static void count_lost(void *context, int cpu, __u64 lost)
{
	(void)context;
	die("%llu samples lost on CPU %d", (unsigned long long)lost, cpu);
}

static void drain_perf(struct run *run, __u32 wake_up_after)
{
	LIBBPF_OPTS(perf_buffer_opts, opts, .sample_period = wake_up_after);
	struct bpf_object *object = load_events(run, getpagesize());
	struct perf_buffer *buffer =
		perf_buffer__new(bpf_object__find_map_fd_by_name(object, "samples"),
				 room(run, PERF_HEADER) / getpagesize(), add_sample, count_lost, &run->sum, &opts);

	if (!buffer)
		die("no perf buffer: %m");
	run->context = object;
	run->prepare = write_samples;
	while (iterate(run)) {
		if (perf_buffer__consume(buffer))
			die("cannot consume: %m");
	}
	perf_buffer__free(buffer);
	bpf_object__close(object);
}

/* One wake-up for all events: see PerfDrain.java. */
void perf_drain(struct run *run)
{
	drain_perf(run, run->operations);
}

void perf_woken(struct run *run)
{
	drain_perf(run, 1);
}
