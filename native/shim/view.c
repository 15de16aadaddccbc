// SPDX-License-Identifier: Apache-2.0
/* What the running kernel holds and knows: objects by their ids, names in its BTF. */
#define _GNU_SOURCE
#include "libbpf_java.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

int lbj_next_id(int kind, unsigned int id)
{
	int err = -EINVAL;

	switch (kind) {
	case LBJ_PROGRAM:
		err = bpf_prog_get_next_id(id, &id);
		break;
	case LBJ_MAP:
		err = bpf_map_get_next_id(id, &id);
		break;
	case LBJ_LINK:
		err = bpf_link_get_next_id(id, &id);
		break;
	case LBJ_BTF:
		err = bpf_btf_get_next_id(id, &id);
		break;
	}
	return err ? err : (int)id;
}

int lbj_open_id(int kind, unsigned int id)
{
	switch (kind) {
	case LBJ_PROGRAM:
		return bpf_prog_get_fd_by_id(id);
	case LBJ_MAP:
		return bpf_map_get_fd_by_id(id);
	case LBJ_LINK:
		return bpf_link_get_fd_by_id(id);
	case LBJ_BTF:
		return bpf_btf_get_fd_by_id(id);
	}
	return -EINVAL;
}

int lbj_btf_info(int fd, unsigned int *numbers, unsigned char *name, unsigned int len)
{
	struct bpf_btf_info info;
	__u32 size = sizeof(info);
	int err;

	if (!numbers || !name || !len) /* the JVM had no memory for a copy */
		return -ENOMEM;
	name[0] = 0;
	memset(&info, 0, sizeof(info));
	info.name = (size_t)name;
	info.name_len = len;
	err = bpf_btf_get_info_by_fd(fd, &info, &size);
	if (err == -EINVAL || err == -E2BIG) { /* before Linux 5.11 BTF has no name */
		memset(&info, 0, sizeof(info));
		size = offsetof(struct bpf_btf_info, name);
		err = bpf_btf_get_info_by_fd(fd, &info, &size);
	}
	if (err && err != -ENOSPC) /* ENOSPC: the name was cut */
		return err;
	name[len - 1] = 0;
	numbers[0] = info.id;
	numbers[1] = info.btf_size;
	numbers[2] = info.kernel_btf;
	return 0;
}

/* As strcpy() into what is left of `to`; the bytes that it needs in any case. */
static size_t append(unsigned char *to, size_t len, size_t used, const char *text)
{
	size_t bytes = strlen(text) + 1;

	if (used <= len && bytes <= len - used)
		memcpy(to + used, text, bytes);
	return bytes;
}

long long lbj_kernel_enumerators(const char *name, unsigned char *to, size_t len)
{
	struct btf *btf = btf__load_vmlinux_btf();
	const struct btf_type *type;
	long long used = 0;
	int id;

	if (!btf)
		return -errno;
	id = btf__find_by_name_kind(btf, name, BTF_KIND_ENUM);
	if (id < 0) {
		btf__free(btf);
		return id;
	}
	type = btf__type_by_id(btf, id);
	for (int i = 0; i < btf_vlen(type); i++)
		used += append(to, len, used, btf__name_by_offset(btf, btf_enum(type)[i].name_off));
	btf__free(btf);
	return used;
}

#define KFUNC "bpf_kfunc"

/* pahole 1.26 and newer tag those functions that programs may call, of any BTF with one at all. */
static int has_kfunc(const struct btf *btf, const char *name)
{
	int first = btf__base_btf(btf) ? btf__type_cnt(btf__base_btf(btf)) : 1, last = btf__type_cnt(btf);
	bool has_tags = false;
	int found = 0;

	for (int id = first; id < last; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_func(type) && !strcmp(btf__name_by_offset(btf, type->name_off), name)) {
			found = id;
		} else if (btf_is_decl_tag(type) && !strcmp(btf__name_by_offset(btf, type->name_off), KFUNC)) {
			has_tags = true;
			if (!strcmp(btf__name_by_offset(btf, btf__type_by_id(btf, type->type)->name_off), name))
				return 1;
		}
	}
	return found && !has_tags;
}

static int modules_have_kfunc(struct btf *vmlinux, const char *name)
{
	DIR *folder = opendir("/sys/kernel/btf");
	struct dirent *entry;
	int found = 0;

	if (!folder)
		return 0;
	while (!found && (entry = readdir(folder))) {
		struct btf *btf;

		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "vmlinux"))
			continue;
		btf = btf__load_module_btf(entry->d_name, vmlinux);
		if (btf) {
			found = has_kfunc(btf, name);
			btf__free(btf);
		}
	}
	closedir(folder);
	return found;
}

int lbj_kernel_has_kfunc(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	int found;

	if (!btf)
		return -errno;
	found = has_kfunc(btf, name) || modules_have_kfunc(btf, name);
	btf__free(btf);
	return found;
}
