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

static const void *btf_of(const struct bpf_object *object, __u32 *size)
{
	const struct btf *btf = bpf_object__btf(object);

	*size = 0;
	return btf ? btf__raw_data(btf, size) : NULL;
}

long long lbj_object_btf_size(const struct bpf_object *object)
{
	__u32 size;

	return btf_of(object, &size) ? size : 0;
}

long long lbj_object_btf_read(const struct bpf_object *object, unsigned char *to, size_t len)
{
	__u32 size;
	const void *raw = btf_of(object, &size);

	if (!raw || size != len)
		return -ERANGE;
	memcpy(to, raw, len);
	return (long long)len;
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

int lbj_link_fd(long long link)
{
	return bpf_link__fd((const struct bpf_link *)(size_t)link);
}

int lbj_link_destroy(long long link)
{
	return bpf_link__destroy((struct bpf_link *)(size_t)link);
}
