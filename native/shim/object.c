// SPDX-License-Identifier: Apache-2.0
/* Objects and programs: pointers as numbers, images read within their bounds. */
#include "libbpf_java.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static long long pointer_or_errno(const void *pointer)
{
	return pointer ? (long long)(size_t)pointer : -errno;
}

long long lbj_object_open(const unsigned char *elf, size_t size, const struct bpf_object_open_opts *opts)
{
	return pointer_or_errno(bpf_object__open_mem(elf, size, opts));
}

void lbj_object_close(long long object)
{
	bpf_object__close((struct bpf_object *)(size_t)object);
}

int lbj_object_load_arena(struct bpf_object *object, struct bpf_map *arena, long long *address)
{
	void *memory = NULL;
	struct bpf_map_skeleton map = { .name = bpf_map__name(arena), .map = &arena, .mmaped = &memory };
	struct bpf_object_skeleton skeleton = {
		.sz = sizeof(skeleton),
		.name = bpf_object__name(object),
		.obj = &object,
		.map_cnt = 1,
		.map_skel_sz = sizeof(map),
		.maps = &map,
	};
	int err = bpf_object__load_skeleton(&skeleton);

	*address = (long long)(size_t)memory;
	return err;
}

/*
 * Where libbpf has changed the BTF, asking for its bytes makes a copy that it keeps and gives to the
 * kernel at load, without what it changes until then: bpf_object__load() marks __hidden functions
 * static in place. Adding a string that is there drops that copy, and nothing else: btf.c,
 * btf_ensure_modifiable(). Unchanged BTF has no copy, and adding to it would make a large one.
 */
static int drop_copy(struct btf *btf, const char *raw, __u32 size)
{
	const char *first = (const char *)btf__type_by_id(btf, 1);
	int err;

	if (!first || (first >= raw && first < raw + size))
		return 0;
	err = btf__add_str(btf, "");
	return err < 0 ? err : 0;
}

/* Copies the BTF where `to` is not NULL. */
static long long read_btf(const struct bpf_object *object, unsigned char *to, size_t len)
{
	struct btf *btf = bpf_object__btf(object);
	__u32 size = 0;
	const void *raw = btf ? btf__raw_data(btf, &size) : NULL;
	int err;

	if (!btf)
		return 0;
	if (!raw)
		return -ENOMEM;
	if (to && size == len)
		memcpy(to, raw, len);
	err = drop_copy(btf, raw, size);
	return err ? err : to && size != len ? -ERANGE : (long long)size;
}

long long lbj_object_btf_size(const struct bpf_object *object)
{
	return read_btf(object, NULL, 0);
}

long long lbj_object_btf_read(const struct bpf_object *object, unsigned char *to, size_t len)
{
	return to ? read_btf(object, to, len) : -EINVAL;
}

long long lbj_section_size(const struct bpf_map *map)
{
	size_t size = 0;

	return bpf_map__initial_value(map, &size) ? (long long)size : -ENOENT;
}

long long lbj_section_image(const struct bpf_map *map, size_t off, size_t len)
{
	size_t size = 0;
	const char *image = bpf_map__initial_value(map, &size);

	if (!image)
		return -ENOENT;
	if (off > size || len > size - off) /* off + len is never formed: it may wrap */
		return -ERANGE;
	return (long long)(size_t)(image + off);
}

long long lbj_section_writable_image(struct bpf_map *map, size_t off, size_t len)
{
	/* Of a size that no section has: it refuses always, and says whether it is too late. */
	int refusal = bpf_map__set_initial_value(map, NULL, SIZE_MAX);

	if (refusal == -EBUSY)
		return refusal;
	if (!strcmp(bpf_map__name(map), ".kconfig"))
		return -EINVAL;
	return lbj_section_image(map, off, len);
}

long long lbj_program_attach(const struct bpf_program *program)
{
	return pointer_or_errno(bpf_program__attach(program));
}

long long lbj_struct_ops_attach(const struct bpf_map *map)
{
	return pointer_or_errno(bpf_map__attach_struct_ops(map));
}

int lbj_link_fd(long long link)
{
	return bpf_link__fd((const struct bpf_link *)(size_t)link);
}

int lbj_link_destroy(long long link)
{
	return bpf_link__destroy((struct bpf_link *)(size_t)link);
}
