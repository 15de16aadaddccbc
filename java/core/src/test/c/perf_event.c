// SPDX-License-Identifier: Apache-2.0
/*
 * Tells whether the kernel has a perf event that is sampled: perf_event TYPE CONFIG PERIOD prints "yes",
 * or the error number.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct perf_event_attr attr = { .size = sizeof(attr) };

	if (argc != 4)
		return 2;
	attr.type = strtoul(argv[1], NULL, 0);
	attr.config = strtoull(argv[2], NULL, 0);
	attr.sample_period = strtoull(argv[3], NULL, 0);
	if (syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) >= 0)
		puts("yes");
	else
		printf("%d\n", errno);
	return 0;
}
