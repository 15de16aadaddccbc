// SPDX-License-Identifier: Apache-2.0
/*
 * BPF tokens of what is made without an object: libbpf's own probes take none, and so they and all
 * others get it here, in front of the three functions that take one. native/link has the linker put
 * them there (--wrap).
 */
#define _GNU_SOURCE
#include "libbpf_java.h"
#include "token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_NAMESPACE "user:[4026531837]" /* PROC_USER_INIT_INO */

static __thread struct lbj_taken now;

int lbj_token_open(const char *path)
{
	int folder = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC), token;

	if (folder < 0)
		return -errno;
	token = bpf_token_create(folder, NULL);
	close(folder);
	return token;
}

/* Where it does not tell, it may be: looking for a token does no harm. */
static bool is_in_own_namespace(void)
{
	static int known; /* of a process with threads it cannot change */
	char link[64];

	if (!known) {
		ssize_t len = readlink("/proc/self/ns/user", link, sizeof(link));

		known = len == (ssize_t)strlen(FIRST_NAMESPACE) && !memcmp(link, FIRST_NAMESPACE, len) ? -1 : 1;
	}
	return known > 0;
}

/* The first token that a file system gives, and where that is mounted. */
static int search(char *folder, size_t len)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent mount;
	char line[8192];
	int token = -ENOENT;

	if (!mounts)
		return -errno;
	while (token < 0 && getmntent_r(mounts, &mount, line, sizeof(line))) {
		if (strcmp(mount.mnt_type, "bpf") || !strstr(mount.mnt_opts, "delegate_"))
			continue;
		token = lbj_token_open(mount.mnt_dir);
		if (len)
			snprintf(folder, len, "%s", mount.mnt_dir);
	}
	endmntent(mounts);
	return token;
}

int lbj_token_folder(unsigned char *folder, size_t len)
{
	int token;

	if (!folder || !len) /* the JVM had no memory for a copy of the array */
		return -ENOMEM;
	token = is_in_own_namespace() ? search((char *)folder, len) : -ENOENT;
	if (token < 0)
		return token;
	close(token);
	return 0;
}

static int find(void)
{
	const char *named = getenv("LIBBPF_BPF_TOKEN_PATH"); /* libbpf's own for objects */

	if (!is_in_own_namespace())
		return -ENOENT;
	return !named ? search(NULL, 0) : *named ? lbj_token_open(named) : -ENOENT;
}

struct lbj_taken lbj_token_enter(int token)
{
	struct lbj_taken before = now;
	int found = token ? 0 : find();

	now.to_close = found > 0 ? found : 0;
	now.token = token > 0 ? token : now.to_close;
	now.denied = false;
	return before;
}

void lbj_token_leave(struct lbj_taken *before)
{
	if (now.to_close > 0)
		close(now.to_close);
	now = *before;
}

int lbj_token_taken(void)
{
	return now.token;
}

bool lbj_token_denied(void)
{
	return now.denied;
}

static int noted(int fd)
{
	if (fd == -EPERM)
		now.denied = true;
	return fd;
}

int __real_bpf_map_create(enum bpf_map_type type, const char *name, __u32 key_size, __u32 value_size,
			  __u32 max_entries, const struct bpf_map_create_opts *opts);
int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, __u32 key_size, __u32 value_size,
			  __u32 max_entries, const struct bpf_map_create_opts *opts);

int __wrap_bpf_map_create(enum bpf_map_type type, const char *name, __u32 key_size, __u32 value_size,
			  __u32 max_entries, const struct bpf_map_create_opts *opts)
{
	LIBBPF_OPTS(bpf_map_create_opts, with);

	if (now.token) {
		if (opts) /* of this library or libbpf, and so of this size */
			with = *opts;
		with.token_fd = now.token;
		with.map_flags |= BPF_F_TOKEN_FD;
		opts = &with;
	}
	return noted(__real_bpf_map_create(type, name, key_size, value_size, max_entries, opts));
}

int __real_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license, const struct bpf_insn *insns,
			 size_t count, struct bpf_prog_load_opts *opts);
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license, const struct bpf_insn *insns,
			 size_t count, struct bpf_prog_load_opts *opts);

int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license, const struct bpf_insn *insns,
			 size_t count, struct bpf_prog_load_opts *opts)
{
	LIBBPF_OPTS(bpf_prog_load_opts, with);
	int fd;

	if (!now.token)
		return noted(__real_bpf_prog_load(type, name, license, insns, count, opts));
	if (opts)
		with = *opts;
	with.token_fd = now.token;
	with.prog_flags |= BPF_F_TOKEN_FD;
	fd = __real_bpf_prog_load(type, name, license, insns, count, &with);
	if (opts)
		opts->log_true_size = with.log_true_size;
	return noted(fd);
}

int __real_bpf_btf_load(const void *btf, size_t size, struct bpf_btf_load_opts *opts);
int __wrap_bpf_btf_load(const void *btf, size_t size, struct bpf_btf_load_opts *opts);

int __wrap_bpf_btf_load(const void *btf, size_t size, struct bpf_btf_load_opts *opts)
{
	LIBBPF_OPTS(bpf_btf_load_opts, with);
	int fd;

	if (!now.token)
		return noted(__real_bpf_btf_load(btf, size, opts));
	if (opts)
		with = *opts;
	with.token_fd = now.token;
	with.btf_flags |= BPF_F_TOKEN_FD;
	fd = __real_bpf_btf_load(btf, size, &with);
	if (opts)
		opts->log_true_size = with.log_true_size;
	return noted(fd);
}
