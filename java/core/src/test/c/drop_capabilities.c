// SPDX-License-Identifier: Apache-2.0
/*
 * An LD_PRELOAD library: a thread that asks for BPF_OBJ_GET_INFO_BY_FD has lost all its capabilities,
 * as if it were another user's. The kernel itself does the rest.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = {};
	long (*real)(long, ...);
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);

	*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	if (number == SYS_bpf && a[0] == BPF_OBJ_GET_INFO_BY_FD && real(SYS_capset, &header, none))
		abort();
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
