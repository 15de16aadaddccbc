// SPDX-License-Identifier: Apache-2.0
/* Rows that attach and detach a program of an object of their own. */
#include "baseline.h"

#include <ctype.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One program of `places`, the others are not loaded. */
static struct bpf_object *load_place(const struct run *run, const char *name, struct bpf_program **program)
{
	struct bpf_object *object = open_object(run, "places");
	struct bpf_program *one;

	bpf_object__for_each_program(one, object)
		bpf_program__set_autoload(one, !strcmp(bpf_program__name(one), name));
	if (bpf_object__load(object))
		die("cannot load places: %m");
	*program = bpf_object__find_program_by_name(object, name);
	return object;
}

static void ip(const char *format, const char *device)
{
	char command[128];

	snprintf(command, sizeof(command), format, device, device);
	if (system(command))
		die("%s fails", command);
}

void attach_xdp(struct run *run)
{
	struct bpf_program *program;
	struct bpf_object *object = load_place(run, "on_receive", &program);
	int device;

	ip("ip link add %s type veth peer name %s-peer", run->argument);
	device = if_nametoindex(run->argument);
	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_link *link = bpf_program__attach_xdp(program, device);

			if (!link)
				die("cannot attach: %m");
			bpf_link__destroy(link);
		}
		run->sum = run->operations;
	}
	ip("ip link del %s", run->argument);
	bpf_object__close(object);
}

/* The first functions that tracefs lists: a line each, modules' with a second word. */
static const char **functions(int count)
{
	const char **names = calloc(count, sizeof(*names));
	FILE *list = fopen("/sys/kernel/tracing/available_filter_functions", "r");
	char line[512];
	int found = 0;

	while (list && found < count && fgets(line, sizeof(line), list)) {
		bool is_name = line[0] >= 'a' && line[0] <= 'z';
		int known = 0;

		line[strcspn(line, "\n")] = 0;
		for (const char *at = line; *at; at++)
			is_name &= isalnum((unsigned char)*at) || *at == '_';
		while (known < found && strcmp(names[known], line))
			known++;
		if (is_name && line[1] && known == found)
			names[found++] = strdup(line);
	}
	if (found < count)
		die("tracefs lists %d functions", found);
	fclose(list);
	return names;
}

void attach_kprobes(struct run *run)
{
	int count = atoi(run->argument);
	const char **names = functions(count);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = names, .cnt = count);
	struct bpf_program *program;
	struct bpf_object *object = load_place(run, "on_functions", &program);

	while (iterate(run)) {
		for (long i = 0; i < run->operations; i++) {
			struct bpf_link *link = bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);

			if (!link)
				die("cannot attach: %m");
			bpf_link__destroy(link);
		}
		run->sum = run->operations;
	}
	bpf_object__close(object);
	for (int i = 0; i < count; i++)
		free((void *)names[i]);
	free(names);
}
