// SPDX-License-Identifier: Apache-2.0
/* Objects and their variables by name. */
#include "baseline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bpf_object *open_object(const struct run *run, const char *name)
{
	char path[4096];
	struct bpf_object *object;

	snprintf(path, sizeof(path), "%s/%s.bpf.o", run->objects, name);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		die("cannot open %s: %m", path);
	return object;
}

struct bpf_object *load_object(const struct run *run, const char *name)
{
	struct bpf_object *object = open_object(run, name);

	if (bpf_object__load(object))
		die("cannot load %s: %m", name);
	return object;
}

static const struct btf_var_secinfo *find_in(const struct btf *btf, const struct btf_type *section, const char *name,
					     int *type)
{
	const struct btf_var_secinfo *entry = btf_var_secinfos(section);

	for (int i = 0; i < btf_vlen(section); i++, entry++) {
		const struct btf_type *variable = btf__type_by_id(btf, entry->type);

		if (!strcmp(btf__name_by_offset(btf, variable->name_off), name)) {
			*type = variable->type;
			return entry;
		}
	}
	return NULL;
}

void *find_typed(const struct bpf_object *object, const char *name, int *type)
{
	const struct btf *btf = bpf_object__btf(object);
	int count = btf__type_cnt(btf);

	/* Sections stand at the end of what clang writes. */
	for (int id = count - 1; id > 0; id--) {
		const struct btf_type *section = btf__type_by_id(btf, id);
		const struct btf_var_secinfo *entry;

		if (!btf_is_datasec(section))
			continue;
		entry = find_in(btf, section, name, type);
		if (entry) {
			const char *section_name = btf__name_by_offset(btf, section->name_off);
			const struct bpf_map *map = bpf_object__find_map_by_name(object, section_name);
			size_t size;
			char *memory = map ? bpf_map__initial_value(map, &size) : NULL;

			if (!memory)
				die("no memory of %s", section_name);
			return memory + entry->offset;
		}
	}
	die("no variable %s", name);
}

void *find_variable(const struct bpf_object *object, const char *name)
{
	int type;

	return find_typed(object, name, &type);
}

/* The member's offset in bytes; its type in *type. */
static long find_member(const struct btf *btf, int *type, const char *name, size_t length)
{
	const struct btf_type *composite = btf__type_by_id(btf, *type);
	const struct btf_member *member = btf_members(composite);

	for (int i = 0; i < btf_vlen(composite); i++, member++) {
		const char *candidate = btf__name_by_offset(btf, member->name_off);

		if (!strncmp(candidate, name, length) && !candidate[length]) {
			*type = member->type;
			return btf_member_bit_offset(composite, i) / 8;
		}
	}
	die("no member %.*s", (int)length, name);
}

static int strip(const struct btf *btf, int type)
{
	for (;;) {
		const struct btf_type *seen = btf__type_by_id(btf, type);

		if (!btf_is_mod(seen) && !btf_is_typedef(seen))
			return type;
		type = seen->type;
	}
}

void *find_path(const struct bpf_object *object, const char *path)
{
	const struct btf *btf = bpf_object__btf(object);
	size_t length = strcspn(path, ".[");
	char name[128];
	char *memory;
	int type;

	snprintf(name, sizeof(name), "%.*s", (int)length, path);
	memory = find_typed(object, name, &type);
	for (path += length; *path; path += length) {
		type = strip(btf, type);
		if (*path == '[') {
			const struct btf_array *array = btf_array(btf__type_by_id(btf, type));

			memory += strtol(path + 1, NULL, 10) * btf__resolve_size(btf, array->type);
			type = array->type;
			length = strcspn(path, "]") + 1;
		} else {
			path++;
			length = strcspn(path, ".[");
			memory += find_member(btf, &type, path, length);
		}
	}
	return memory;
}

int count_of(const char *argument)
{
	return atoi(strrchr(argument, '_') + 1);
}

void spread_name(char name[24], int index, int count)
{
	snprintf(name, 24, "variable_%05d", index * (count / 10));
}

void set_ten(const struct bpf_object *object, __u64 seed)
{
	char name[24];

	for (int i = 0; i < 10; i++) {
		spread_name(name, i, 10);
		*(__u64 *)find_variable(object, name) = seed * 10 + i;
	}
}

__u64 sum_ten(const struct bpf_object *object)
{
	char name[24];
	__u64 sum = 0;

	for (int i = 0; i < 10; i++) {
		spread_name(name, i, 10);
		sum = sum * 31 + *(volatile __u64 *)find_variable(object, name);
	}
	return sum;
}
