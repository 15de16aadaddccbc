// SPDX-License-Identifier: Apache-2.0
/*
 * An LD_PRELOAD library that hides programs' instructions as the kernel does those of a blinded program
 * from a process that may not see addresses: bpf_prog_get_info_by_fd() tells their size alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>

enum { LARGER_THAN_OTHER_INFOS = 160 };

long syscall(long number, ...)
{
	long (*real)(long, ...);
	long a[6], result;
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);

	*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	result = real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number == SYS_bpf && a[0] == BPF_OBJ_GET_INFO_BY_FD && result == 0) {
		const union bpf_attr *attr = (const union bpf_attr *)a[1];

		if (attr->info.info_len > LARGER_THAN_OTHER_INFOS)
			((struct bpf_prog_info *)(uintptr_t)attr->info.info)->xlated_prog_insns = 0;
	}
	return result;
}
