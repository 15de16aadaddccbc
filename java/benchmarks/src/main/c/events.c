// SPDX-License-Identifier: Apache-2.0
/* The rows that read events. What is timed is reading; writing them comes before. */
#include "baseline.h"
#include "records.h"

#include <stdlib.h>

#define OBJECT "ring"

static struct bpf_object *load_events(const struct run *run)
{
	struct bpf_object *object = open_object(run, OBJECT);

	*(__u32 *)find_variable(object, "size") = atoi(run->argument);
	if (bpf_object__load(object))
		die("cannot load " OBJECT ": %m");
	return object;
}

/* `run->operations` events: they fit into the ring. */
static void write_events(struct run *run)
{
	char packet[64] = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = (int)run->operations);
	int fd = bpf_program__fd(bpf_object__find_program_by_name(run->context, "write_event"));

	*(__u64 *)find_variable(run->context, "number") = 0;
	if (bpf_prog_test_run_opts(fd, &opts))
		die("test run: %m");
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

static int add_field(void *context, void *data, size_t size)
{
	const struct event *event = data;

	(void)size;
	*(__u64 *)context += event->number;
	return 0;
}

static void drain(struct run *run, ring_buffer_sample_fn callback)
{
	struct bpf_object *object = load_events(run);
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
	drain(run, add_words);
}

void ring_field(struct run *run)
{
	drain(run, add_field);
}
