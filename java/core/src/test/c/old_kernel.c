// SPDX-License-Identifier: Apache-2.0
/*
 * Imitates old kernels: an LD_PRELOAD library that refuses, with EINVAL as they did, what they lack.
 *
 * OLD_KERNEL=5.4  no mmap of array maps (fc9702273e2e, Linux 5.5)
 * OLD_KERNEL=5.1  no global data either (d8eca5bbb2be and its series, Linux 5.2): no
 *                 BPF_PSEUDO_MAP_VALUE, no BPF_MAP_FREEZE, no maps read-only or write-only for
 *                 programs
 *
 * libbpf makes every bpf(2) through libc's syscall(), which is what this stands in front of.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	NO_MMAP_BEFORE = 505,
	NO_GLOBAL_DATA_BEFORE = 502,
};

/* 504 for OLD_KERNEL=5.4; far in the future without it. */
static int kernel(void)
{
	const char *text = getenv("OLD_KERNEL");
	char *dot;
	long major;

	if (!text)
		return 99999;
	major = strtol(text, &dot, 10);
	return (int)(major * 100 + (*dot == '.' ? strtol(dot + 1, NULL, 10) : 0));
}

static bool addresses_map_values(const struct bpf_insn *insns, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		bool ldimm64 = insns[i].code == (BPF_LD | BPF_IMM | BPF_DW);

		if (ldimm64 && (insns[i].src_reg == BPF_PSEUDO_MAP_VALUE ||
				insns[i].src_reg == BPF_PSEUDO_MAP_IDX_VALUE))
			return true;
		i += ldimm64;
	}
	return false;
}

static bool refuses(int version, long command, const union bpf_attr *attr)
{
	uint32_t unknown = 0;

	if (version < NO_MMAP_BEFORE)
		unknown |= BPF_F_MMAPABLE;
	if (version < NO_GLOBAL_DATA_BEFORE)
		unknown |= BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG;
	switch (command) {
	case BPF_MAP_CREATE:
		return attr->map_flags & unknown;
	case BPF_MAP_FREEZE:
		return version < NO_GLOBAL_DATA_BEFORE;
	case BPF_PROG_LOAD:
		return version < NO_GLOBAL_DATA_BEFORE &&
		       addresses_map_values((const void *)(uintptr_t)attr->insns, attr->insn_cnt);
	default:
		return false;
	}
}

long syscall(long number, ...)
{
	long (*real)(long, ...);
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);

	if (number == SYS_bpf && refuses(kernel(), a[0], (const union bpf_attr *)a[1])) {
		errno = EINVAL;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
