// SPDX-License-Identifier: Apache-2.0
/*
 * Uses once what old kernels lack and prints, a line each, 0 or the errno: proves old_kernel.c.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static long create(uint32_t flags)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 8,
		.max_entries = 1,
		.map_flags = flags,
	};

	return bpf(BPF_MAP_CREATE, &attr);
}

static long freeze(void)
{
	union bpf_attr attr = { .map_fd = (uint32_t)create(0) };

	return bpf(BPF_MAP_FREEZE, &attr);
}

/* r0 = 0; r1 = map or the address of its value; exit */
static long load(int pseudo)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0 },
		{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 1, .src_reg = pseudo & 0xf,
		  .imm = (int)create(0) },
		{ .code = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (uintptr_t)insns,
		.insn_cnt = sizeof(insns) / sizeof(insns[0]),
		.license = (uintptr_t) "GPL",
	};

	return bpf(BPF_PROG_LOAD, &attr);
}

static void say(const char *what, long result)
{
	printf("%s %d\n", what, result < 0 ? errno : 0);
}

int main(void)
{
	say("array", create(0));
	say("mmapable", create(BPF_F_MMAPABLE));
	say("rdonly_prog", create(BPF_F_RDONLY_PROG));
	say("wronly_prog", create(BPF_F_WRONLY_PROG));
	say("freeze", freeze());
	say("map_fd", load(BPF_PSEUDO_MAP_FD));
	say("map_value", load(BPF_PSEUDO_MAP_VALUE));
	return 0;
}
