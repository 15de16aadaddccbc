// SPDX-License-Identifier: Apache-2.0
/* Maps, programs, test runs: what goes to the kernel without an object in between. */
#define _GNU_SOURCE
#include "libbpf_java.h"
#include "token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

long long lbj_mmap(int fd, long long offset, size_t size, int writable)
{
	int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *address = mmap(NULL, size, protection, MAP_SHARED, fd, offset);

	return address == MAP_FAILED ? -errno : (long long)(size_t)address;
}

int lbj_munmap(long long address, size_t size)
{
	return munmap((void *)(size_t)address, size) ? -errno : 0;
}

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U /* Linux 6.3: asked for where vm.memfd_noexec is 2 */
#endif

int lbj_memory_file(const unsigned char *bytes, size_t size)
{
	int fd = memfd_create("btf", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
	size_t done = 0;

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("btf", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (done < size) {
		ssize_t written = write(fd, bytes + done, size - done);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			int err = written < 0 ? -errno : -EIO;

			close(fd);
			return err;
		}
		done += (size_t)written;
	}
	return fd;
}

/* Whether a page is all zeros: its first byte is, and each one equals the one before. */
static bool is_zero(const char *page, size_t size)
{
	return !page[0] && !memcmp(page, page + 1, size - 1);
}

long long lbj_mapping_detach(long long address, size_t size, int writable)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), len = (size + page - 1) / page * page;
	char *there = (char *)(size_t)address;
	long long used = 0;
	char *copy = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy == MAP_FAILED)
		return -errno;
	for (size_t at = 0; at < len; at += page) {
		if (is_zero(there + at, page))
			continue;
		memcpy(copy + at, there + at, page);
		used += (long long)page;
	}
	if ((!writable && mprotect(copy, len, PROT_READ)) ||
	    mremap(copy, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, there) == MAP_FAILED) {
		int err = -errno;

		munmap(copy, len);
		return err;
	}
	return used;
}

int lbj_mapping_drop(long long address, size_t size, int writable)
{
	int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *there = (void *)(size_t)address;

	return mmap(there, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) ==
	       MAP_FAILED ? -errno : 0;
}

long long lbj_page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

/* process_vm_readv() and _writev() answer with the bytes they moved before a hole in the memory. */
static long long moved(ssize_t bytes, size_t len)
{
	if (bytes < 0)
		return -errno;
	return (size_t)bytes == len ? (long long)len : -EFAULT;
}

long long lbj_memory_read(long long address, unsigned char *to, size_t len)
{
	struct iovec here = { to, len }, there = { (void *)(size_t)address, len };

	return moved(process_vm_readv(getpid(), &here, 1, &there, 1, 0), len);
}

long long lbj_memory_write(long long address, const unsigned char *from, size_t len)
{
	struct iovec here = { (void *)from, len }, there = { (void *)(size_t)address, len };

	return moved(process_vm_writev(getpid(), &here, 1, &there, 1, 0), len);
}

int lbj_map_lookup(int fd, const unsigned char *key, unsigned char *value, unsigned long long flags)
{
	return bpf_map_lookup_elem_flags(fd, key, value, flags);
}

int lbj_map_update(int fd, const unsigned char *key, const unsigned char *value, unsigned long long flags)
{
	return bpf_map_update_elem(fd, key, value, flags);
}

int lbj_map_delete(int fd, const unsigned char *key)
{
	return bpf_map_delete_elem(fd, key);
}

int lbj_map_lookup_and_delete(int fd, const unsigned char *key, unsigned char *value, unsigned long long flags)
{
	return bpf_map_lookup_and_delete_elem_flags(fd, key, value, flags);
}

int lbj_map_next_key(int fd, const unsigned char *key, int has_key, unsigned char *next)
{
	return bpf_map_get_next_key(fd, has_key ? key : NULL, next);
}

int lbj_program_test_run(int fd, const unsigned char *data_in, unsigned char *data_out,
			 const unsigned char *ctx_in, unsigned char *ctx_out, int repeat,
			 unsigned int flags, unsigned int cpu, unsigned int batch_size,
			 unsigned int *sizes_and_results)
{
	unsigned int *io = sizes_and_results;
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.data_in = io[0] ? data_in : NULL, .data_size_in = io[0],
		.data_out = io[1] ? data_out : NULL, .data_size_out = io[1],
		.ctx_in = io[2] ? ctx_in : NULL, .ctx_size_in = io[2],
		.ctx_out = io[3] ? ctx_out : NULL, .ctx_size_out = io[3],
		.repeat = repeat, .flags = flags, .cpu = cpu, .batch_size = batch_size);
	int err = bpf_prog_test_run_opts(fd, &opts);

	io[0] = opts.data_size_out;
	io[1] = opts.ctx_size_out;
	io[2] = opts.retval;
	io[3] = opts.duration;
	return err;
}

int lbj_program_run_syscall(int fd, unsigned char *context, unsigned int size, unsigned int *returned)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = size ? context : NULL, .ctx_size_in = size);
	int err;

	if (!context || !returned) /* the JVM had no memory for a copy of the array */
		return -ENOMEM;
	err = bpf_prog_test_run_opts(fd, &opts);
	*returned = opts.retval;
	return err;
}

int lbj_map_id(int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int err = bpf_map_get_info_by_fd(fd, &info, &size);

	return err ? err : (int)info.id;
}

int lbj_map_info(int fd, unsigned int *numbers, unsigned char *name)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int err = bpf_map_get_info_by_fd(fd, &info, &size);

	if (err)
		return err;
	numbers[0] = info.type;
	numbers[1] = info.id;
	numbers[2] = info.key_size;
	numbers[3] = info.value_size;
	numbers[4] = info.max_entries;
	numbers[5] = info.map_flags;
	numbers[6] = (__u32)info.map_extra;
	numbers[7] = (__u32)(info.map_extra >> 32);
	numbers[8] = info.btf_id;
	numbers[9] = info.btf_key_type_id;
	numbers[10] = info.btf_value_type_id;
	memcpy(name, info.name, sizeof(info.name));
	return 0;
}

long long lbj_btf_content(int fd, unsigned char *to, size_t len)
{
	struct bpf_btf_info info = { .btf = len ? (size_t)to : 0, .btf_size = len };
	__u32 size = sizeof(info);
	int err = bpf_btf_get_info_by_fd(fd, &info, &size);

	return err ? err : (long long)info.btf_size;
}

long long lbj_btf_read(unsigned int id, unsigned char *to, size_t len)
{
	int fd = bpf_btf_get_fd_by_id(id);
	long long size;

	if (fd < 0)
		return fd;
	size = lbj_btf_content(fd, to, len);
	close(fd);
	return size;
}

int lbj_program_info(int fd, unsigned int *numbers, unsigned char *xlated, unsigned int *functions,
		     unsigned int *lines)
{
	struct bpf_prog_info info = {
		.xlated_prog_len = numbers[0], .xlated_prog_insns = (size_t)xlated,
		.nr_func_info = numbers[1], .func_info = (size_t)functions,
		.func_info_rec_size = sizeof(struct bpf_func_info),
		.nr_line_info = numbers[2], .line_info = (size_t)lines,
		.line_info_rec_size = sizeof(struct bpf_line_info),
	};
	__u32 size = sizeof(info);
	int err = bpf_prog_get_info_by_fd(fd, &info, &size);

	if (err)
		return err;
	numbers[5] = numbers[0] && info.xlated_prog_len && !info.xlated_prog_insns;
	numbers[0] = info.xlated_prog_len;
	numbers[1] = info.nr_func_info;
	numbers[2] = info.nr_line_info;
	numbers[3] = info.jited_prog_len;
	numbers[4] = info.id;
	return 0;
}

int lbj_program_type(const char *section, int *type_and_attach_type)
{
	enum bpf_prog_type type;
	enum bpf_attach_type attach_type;
	int err = libbpf_prog_type_by_name(section, &type, &attach_type);

	if (err)
		return err;
	type_and_attach_type[0] = type;
	type_and_attach_type[1] = attach_type;
	return 0;
}

/* In `numbers` of a map that is to be made. */
enum { KEY_SIZE, VALUE_SIZE, MAX_ENTRIES, FLAGS, NUMA_NODE, EXTRA, EXTRA_HIGH, INNER_FD, KEY_TYPE, VALUE_TYPE };

static unsigned long long map_extra(const unsigned int *numbers)
{
	return numbers[EXTRA] | (unsigned long long)numbers[EXTRA_HIGH] << 32;
}

static int map_create(int type, const char *name, const unsigned int *numbers, int btf)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		.map_flags = numbers[FLAGS], .numa_node = numbers[NUMA_NODE],
		.map_extra = map_extra(numbers), .inner_map_fd = numbers[INNER_FD]);

	if (btf >= 0) {
		opts.btf_fd = btf;
		opts.btf_key_type_id = numbers[KEY_TYPE];
		opts.btf_value_type_id = numbers[VALUE_TYPE];
	}
	return bpf_map_create(type, name, numbers[KEY_SIZE], numbers[VALUE_SIZE], numbers[MAX_ENTRIES], &opts);
}

/* What may be otherwise next time is no answer about the BTF. */
static bool is_shortage(int err)
{
	return err == -EMFILE || err == -ENFILE || err == -ENOMEM || err == -EAGAIN || err == -EINTR;
}

/* Without types where the kernel takes none for such a map. */
static int map_create_typed(int type, const char *name, const unsigned int *numbers, int btf)
{
	int fd = map_create(type, name, numbers, btf);

	return fd < 0 && !is_shortage(fd) ? map_create(type, name, numbers, -1) : fd;
}

int lbj_map_create(int type, const char *name, const unsigned int *numbers, const unsigned char *btf, size_t len,
		   int token)
{
	WITH_TOKEN(token);
	int types, fd;

	if (!len)
		return map_create(type, name, numbers, -1);
	types = bpf_btf_load(btf, len, NULL);
	if (types < 0)
		return is_shortage(types) ? types : map_create(type, name, numbers, -1);
	fd = map_create_typed(type, name, numbers, types);
	close(types);
	return fd;
}

int lbj_map_create_typed(int type, const char *name, const unsigned int *numbers, int btf_fd)
{
	WITH_TOKEN(0);

	return btf_fd < 0 ? map_create(type, name, numbers, -1) : map_create_typed(type, name, numbers, btf_fd);
}

/* linux/bpf.h of Linux 7.2, which no libbpf brings yet. */
#define COMMON_ATTRS (1 << 16)
struct common_attr {
	__u64 log_buf;
	__u32 log_size;
	__u32 log_level;
	__u32 log_true_size;
	__u32 zero; /* what the compiler would leave undefined */
};

int lbj_map_refusal(int type, const char *name, const unsigned int *numbers, unsigned char *log, size_t len,
		    int token)
{
	WITH_TOKEN(token);
	struct common_attr common = { .log_buf = (size_t)log, .log_size = len, .log_level = 1 };
	union bpf_attr attr;
	long fd;

	if (!len)
		return -EINVAL;
	log[0] = 0;
	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	attr.key_size = numbers[KEY_SIZE];
	attr.value_size = numbers[VALUE_SIZE];
	attr.max_entries = numbers[MAX_ENTRIES];
	attr.map_flags = numbers[FLAGS];
	attr.numa_node = numbers[NUMA_NODE];
	attr.map_extra = map_extra(numbers);
	attr.inner_map_fd = numbers[INNER_FD];
	strncpy(attr.map_name, name, sizeof(attr.map_name) - 1);
	attr.map_token_fd = lbj_token_taken();
	if (attr.map_token_fd)
		attr.map_flags |= BPF_F_TOKEN_FD;
	fd = syscall(__NR_bpf, BPF_MAP_CREATE | COMMON_ATTRS, &attr, sizeof(attr), &common, sizeof(common));
	log[len - 1] = 0;
	if (fd < 0)
		return -errno;
	close((int)fd);
	return 0;
}

int lbj_map_freeze(int fd)
{
	return bpf_map_freeze(fd);
}

int lbj_program_load(int type, int attach_type, const char *name, const char *license,
		     const unsigned char *instructions, size_t count, unsigned int log_level,
		     unsigned char *log, unsigned int log_size, unsigned int *log_need, int token)
{
	WITH_TOKEN(token);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type,
		    .attempts = 5, .log_level = log_level,
		    .log_buf = log_level ? (char *)log : NULL, .log_size = log_level ? log_size : 0);
	int fd;

	if (log_size)
		log[0] = 0;
	fd = bpf_prog_load(type, name, license, (const struct bpf_insn *)instructions, count, &opts);
	*log_need = opts.log_true_size;
	return fd;
}

int lbj_btf_load(const unsigned char *btf, size_t len, unsigned int log_level, unsigned char *log,
		 unsigned int log_size, unsigned int *log_need, int token)
{
	WITH_TOKEN(token);
	LIBBPF_OPTS(bpf_btf_load_opts, opts, .log_level = log_level,
		    .log_buf = log_level ? (char *)log : NULL, .log_size = log_level ? log_size : 0);
	int fd;

	if (!btf || !log_need || (log_level && !log)) /* the JVM had no memory for a copy of the array */
		return -ENOMEM;
	if (log_level && log_size)
		log[0] = 0;
	fd = bpf_btf_load(btf, len, &opts);
	*log_need = opts.log_true_size;
	return fd;
}

long long lbj_room_for_descriptors(void)
{
	struct rlimit limit;
	int lowest = eventfd(0, EFD_CLOEXEC);

	if (lowest < 0)
		return -errno;
	close(lowest);
	return getrlimit(RLIMIT_NOFILE, &limit) ? -errno : (long long)limit.rlim_cur - lowest;
}

int lbj_close(int fd)
{
	return close(fd) ? -errno : 0;
}
