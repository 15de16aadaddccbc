/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of the C side share. */
#ifndef BASELINE_H
#define BASELINE_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>

/* One row's run: operations are timed an iteration at a time, warm-up is not recorded. */
struct run {
	const char *objects; /* the folder */
	const char *argument;
	long operations; /* between two calls of iterate() */
	int batch; /* how many times they make one measured iteration */
	int warmup;
	int iterations;

	void (*prepare)(struct run *run); /* before each time, not timed; NULL for nothing */
	void *context; /* the row's own */

	long done; /* calls of iterate(), warm-up included */
	__u64 started;
	__u64 nanoseconds; /* of the measured iteration up to now */
	__u64 sum; /* over what was read and wrote this time, filled by the row */
	__u64 checksum; /* over the sums of the measured iterations */
};

/* while (iterate(run)) { operations }: ends one iteration and begins the next. */
bool iterate(struct run *run);

/* The process ends with the message, so that a row need not think of failure. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens NAME.bpf.o, as any user of libbpf does. */
struct bpf_object *open_object(const struct run *run, const char *name);
struct bpf_object *load_object(const struct run *run, const char *name);

/*
 * The memory of a variable by its name, in the initial image before load and live after: BTF is what
 * names it. libbpf has no call for this.
 */
void *find_variable(const struct bpf_object *object, const char *name);
/* The type's id too. */
void *find_typed(const struct bpf_object *object, const char *name, int *type);
/* What a path such as settings.limits[3].max leads to. */
void *find_path(const struct bpf_object *object, const char *path);

/* `index` of 10 names spread over `count` variables. */
void spread_name(char name[24], int index, int count);
/* The number at the end of NAME_123. */
int count_of(const char *argument);

/* Sets 10 variables to what depends on `seed`, and adds up what they are. */
void set_ten(const struct bpf_object *object, __u64 seed);
__u64 sum_ten(const struct bpf_object *object);

/* Kilobytes of memory that is this process's alone and no file's. */
long anonymous_kib(void);

#define ROW(class, function, ...) void function(struct run *run);
#define PROBE(class, function, ...) void function(struct run *run);
#include "rows.h"
#undef ROW
#undef PROBE

void first_attached(struct run *run);

#endif
