// SPDX-License-Identifier: Apache-2.0
/*
 * The C side of the benchmarks: one row a process.
 *
 * usage: baseline FUNCTION OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS
 *
 * Prints a line "nanoseconds N" for each measured iteration and a line "checksum N" at the end.
 */
#include "baseline.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct row {
	const char *name;
	void (*function)(struct run *run);
};

static const struct row ROWS[] = {
#define ROW(class, function, ...) { #function, function },
#define PROBE(class, function, ...) { #function, function },
#include "rows.h"
#undef ROW
#undef PROBE
	{ "first_attached", first_attached }, /* the whole process is timed: StartUp.java */
};

_Noreturn void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("baseline: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

bool iterate(struct run *run)
{
	__u64 ended = now();

	if (run->done > (long)run->warmup * run->batch) {
		run->nanoseconds += ended - run->started;
		run->checksum = run->checksum * 31 + run->sum;
		if (run->done % run->batch == 0) {
			printf("nanoseconds %llu\n", (unsigned long long)run->nanoseconds);
			run->nanoseconds = 0;
		}
	}
	run->sum = 0;
	if (run->done++ == (long)(run->warmup + run->iterations) * run->batch)
		return false;
	if (run->prepare)
		run->prepare(run);
	run->started = now();
	return true;
}

static int print_warnings(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

int main(int argc, char **argv)
{
	if (argc != 8)
		die("usage: baseline FUNCTION OBJECTS ARGUMENT OPERATIONS BATCH WARM-UP ITERATIONS");

	struct run run = {
		.objects = argv[2],
		.argument = argv[3],
		.operations = atol(argv[4]),
		.batch = atoi(argv[5]),
		.warmup = atoi(argv[6]),
		.iterations = atoi(argv[7]),
	};

	libbpf_set_print(print_warnings);
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
		if (!strcmp(ROWS[i].name, argv[1])) {
			ROWS[i].function(&run);
			printf("checksum %lld\n", (long long)run.checksum);
			return 0;
		}
	}
	die("no row '%s'", argv[1]);
}
