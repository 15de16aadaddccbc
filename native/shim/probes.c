// SPDX-License-Identifier: Apache-2.0
/*
 * Uses each kernel feature once, on nothing that outlives the call.
 *
 * Where attaching would touch the system, a link is asked for at a place that cannot exist: a kernel
 * with the feature complains of the place, one without it of the request (EINVAL).
 */
#define _GNU_SOURCE
#include "libbpf_java.h"
#include "token.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INSN(c, d, s, o, i) \
	((struct bpf_insn){ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })
#define LOAD_IMM64(d, s, i) INSN(BPF_LD | BPF_DW | BPF_IMM, d, s, 0, i), INSN(0, 0, 0, 0, 0)
#define MOVE_IMM(d, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define MOVE(d, s) INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define LOAD32(d, s) INSN(BPF_LDX | BPF_MEM | BPF_W, d, s, 0, 0)
#define SKIP_IF_ZERO(d, n) INSN(BPF_JMP | BPF_JEQ | BPF_K, d, 0, n, 0)
#define EXIT INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Exported for tests of the kernel itself since 5.5: bpf_prog_test_run_tracing() alone calls it. */
#define QUIET_FUNCTION "bpf_fentry_test1"
#define NO_DEVICE 0x7fffffff

static const struct bpf_insn return_zero[] = { MOVE_IMM(BPF_REG_0, 0), EXIT };

/* 0 for a descriptor, which it closes. */
static int closed(int fd)
{
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

/* 0 where the kernel complained of the place and not of the request. */
static int unless(int error, int place)
{
	return error == place ? 0 : error;
}

static int array(__u32 flags)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);

	return bpf_map_create(BPF_MAP_TYPE_ARRAY, "lbj_probe", 4, 8, 1, &options);
}

static int load(enum bpf_prog_type type, enum bpf_attach_type attach, __u32 btf_id)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach,
		    .attach_btf_id = btf_id);

	return bpf_prog_load(type, "lbj_probe", "GPL", return_zero, COUNT(return_zero), &options);
}

/* A link of a program that is loaded for it. */
static int try_link(enum bpf_prog_type type, enum bpf_attach_type attach, int target,
		const struct bpf_link_create_opts *options)
{
	int program = load(type, attach, 0), error;

	if (program < 0)
		return program;
	error = closed(bpf_link_create(program, target, attach, options));
	close(program);
	return error;
}

/* A program on a function of the kernel, by a trampoline. */
static int trampoline(enum bpf_prog_type type, enum bpf_attach_type attach, const char *function)
{
	int btf_id = libbpf_find_vmlinux_btf_id(function, attach), program, error;

	if (btf_id < 0)
		return btf_id;
	program = load(type, attach, (__u32)btf_id);
	if (program < 0)
		return program;
	error = closed(bpf_raw_tracepoint_open(NULL, program));
	close(program);
	return error;
}

int lbj_probe_global_data(void)
{
	WITH_TOKEN(0);
	int map = array(0), error;

	if (map < 0)
		return map;
	const struct bpf_insn insns[] = {
		LOAD_IMM64(BPF_REG_1, BPF_PSEUDO_MAP_VALUE, map), MOVE_IMM(BPF_REG_0, 0), EXIT,
	};
	error = closed(bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "lbj_probe", "GPL", insns,
				     COUNT(insns), NULL));
	close(map);
	return error;
}

int lbj_probe_mmapable_arrays(void)
{
	WITH_TOKEN(0);

	return closed(array(BPF_F_MMAPABLE));
}

/* A branch that reads a register nobody set, behind a constant: refused unless it is known dead. */
int lbj_probe_known_constants(void)
{
	WITH_TOKEN(0);
	int map = array(BPF_F_RDONLY_PROG), error;

	if (map < 0)
		return map;
	const struct bpf_insn insns[] = {
		LOAD_IMM64(BPF_REG_1, BPF_PSEUDO_MAP_VALUE, map),
		MOVE_IMM(BPF_REG_0, 0),
		LOAD32(BPF_REG_1, BPF_REG_1),
		SKIP_IF_ZERO(BPF_REG_1, 1),
		MOVE(BPF_REG_0, BPF_REG_5),
		EXIT,
	};
	error = bpf_map_freeze(map);
	if (!error)
		error = closed(bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "lbj_probe", "GPL", insns,
					     COUNT(insns), NULL));
	close(map);
	return error == -EACCES ? -EOPNOTSUPP : error; /* the verifier's word, not a permission */
}

int lbj_probe_fentry(void)
{
	WITH_TOKEN(0);

	return trampoline(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, QUIET_FUNCTION);
}

int lbj_probe_map_batch(void)
{
	WITH_TOKEN(0);
	__u32 next, count = 1, keys[1];
	__u64 values[1];
	int map = array(0), error;

	if (map < 0)
		return map;
	error = bpf_map_lookup_batch(map, NULL, &next, keys, values, &count, NULL);
	close(map);
	return unless(error, -ENOENT); /* the end of the map */
}

int lbj_probe_lsm(void)
{
	WITH_TOKEN(0);

	return trampoline(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "syslog");
}

int lbj_probe_ring_buffer(void)
{
	WITH_TOKEN(0);
	__u32 page = (__u32)sysconf(_SC_PAGESIZE);

	return closed(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "lbj_probe", 0, 0, page, NULL));
}

int lbj_probe_ring_buffer_overwrite(void)
{
	WITH_TOKEN(0);
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RB_OVERWRITE);
	__u32 page = (__u32)sysconf(_SC_PAGESIZE);

	return closed(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "lbj_probe", 0, 0, page, &options));
}

int lbj_probe_exclusive_maps(void)
{
	WITH_TOKEN(0);
	static const unsigned char hash[32]; /* of no program, in SHA-256 */
	LIBBPF_OPTS(bpf_map_create_opts, options, .excl_prog_hash = hash,
		    .excl_prog_hash_size = sizeof(hash));

	return closed(bpf_map_create(BPF_MAP_TYPE_ARRAY, "lbj_probe", 4, 8, 1, &options));
}

int lbj_probe_run_time_statistics(void)
{
	WITH_TOKEN(0);

	return closed(bpf_enable_stats(BPF_STATS_RUN_TIME));
}

/* A kernel with the command looks for the program first. */
int lbj_probe_program_streams(void)
{
	WITH_TOKEN(0);

	return unless(bpf_prog_stream_read(-1, BPF_STREAM_STDOUT, NULL, 0, NULL), -EBADF);
}

int lbj_probe_struct_ops_association(void)
{
	WITH_TOKEN(0);

	return unless(bpf_prog_assoc_struct_ops(-1, -1, NULL), -EBADF);
}

int lbj_probe_user_ring_buffer(void)
{
	WITH_TOKEN(0);
	__u32 page = (__u32)sysconf(_SC_PAGESIZE);

	return closed(bpf_map_create(BPF_MAP_TYPE_USER_RINGBUF, "lbj_probe", 0, 0, page, NULL));
}

/*
 * libbpf 1.7's own probe sets a field of Linux 6.9 and takes an older kernel's E2BIG for a no. The kernel
 * knows no type 1 of struct_ops: only a kernel that has such maps says ENOTSUPP.
 */
static int struct_ops_maps(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .btf_vmlinux_value_type_id = 1);
	const int enotsupp = 524; /* the kernel's own, not in errno.h */

	return unless(bpf_map_create(BPF_MAP_TYPE_STRUCT_OPS, "lbj_probe", 4, 4, 1, &options), -enotsupp);
}

/* Perf links and their cookies came together. */
int lbj_probe_cookie(void)
{
	WITH_TOKEN(0);
	LIBBPF_OPTS(bpf_link_create_opts, options, .perf_event.bpf_cookie = 1);

	return unless(try_link(BPF_PROG_TYPE_TRACEPOINT, BPF_PERF_EVENT, -1, &options), -EBADF);
}

/* Four times the KMALLOC_MAX_SIZE that limited array values. */
int lbj_probe_large_sections(void)
{
	WITH_TOKEN(0);

	return closed(bpf_map_create(BPF_MAP_TYPE_ARRAY, "lbj_probe", 4, 16 << 20, 1, NULL));
}

int lbj_probe_kprobe_multi(void)
{
	WITH_TOKEN(0);
	const char *functions[] = { QUIET_FUNCTION };
	LIBBPF_OPTS(bpf_link_create_opts, options, .kprobe_multi.syms = functions,
		    .kprobe_multi.cnt = 1);

	return try_link(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, 0, &options);
}

int lbj_probe_tcx(void)
{
	WITH_TOKEN(0);

	return unless(try_link(BPF_PROG_TYPE_SCHED_CLS, BPF_TCX_INGRESS, NO_DEVICE, NULL), -ENODEV);
}

int lbj_probe_uprobe_multi(void)
{
	WITH_TOKEN(0);
	const unsigned long offsets[] = { 0 };
	LIBBPF_OPTS(bpf_link_create_opts, options, .uprobe_multi.path = "/",
		    .uprobe_multi.offsets = offsets, .uprobe_multi.cnt = 1);

	return unless(try_link(BPF_PROG_TYPE_KPROBE, BPF_TRACE_UPROBE_MULTI, 0, &options), -EBADF);
}

int lbj_probe_netkit(void)
{
	WITH_TOKEN(0);

	return unless(try_link(BPF_PROG_TYPE_SCHED_CLS, BPF_NETKIT_PRIMARY, NO_DEVICE, NULL), -ENODEV);
}

int lbj_probe_arena(void)
{
	WITH_TOKEN(0);
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);

	return closed(bpf_map_create(BPF_MAP_TYPE_ARENA, "lbj_probe", 0, 0, 1, &options));
}

/* A kernel without the flag refuses it before it looks at the value, which has room for one CPU. */
int lbj_probe_cpu_flags(void)
{
	WITH_TOKEN(0);
	__u32 key = 0;
	__u64 value;
	int map = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "lbj_probe", 4, 8, 1, NULL), error;

	if (map < 0)
		return map;
	error = bpf_map_lookup_elem_flags(map, &key, &value, BPF_F_CPU);
	close(map);
	return error;
}

/* Where libbpf says no, the kernel may just have let no call pass. */
static int unless_denied(int answer)
{
	return answer <= 0 && lbj_token_denied() ? -EPERM : answer;
}

int lbj_probe_program_type(int type)
{
	WITH_TOKEN(0);

	return unless_denied(libbpf_probe_bpf_prog_type(type, NULL));
}

int lbj_probe_map_type(int type)
{
	WITH_TOKEN(0);

	return unless_denied(type == BPF_MAP_TYPE_STRUCT_OPS ? !struct_ops_maps()
							     : libbpf_probe_bpf_map_type(type, NULL));
}

int lbj_probe_helper(int type, int helper)
{
	WITH_TOKEN(0);

	return unless_denied(libbpf_probe_bpf_helper(type, helper, NULL));
}

/* Neither call can do anything: what is not their own complaint comes from somebody who filters them. */
int lbj_probe_bpf_call(void)
{
	return unless(bpf_map_freeze(-1), -EBADF);
}

int lbj_probe_perf_call(void)
{
	return unless(syscall(__NR_perf_event_open, NULL, 0, -1, -1, 0L) < 0 ? -errno : 0, -EFAULT);
}
