// SPDX-License-Identifier: Apache-2.0
/* The kernel's types: read, and one of them found by its name. */
#include "baseline.h"

#include <stdio.h>
#include <stdlib.h>

static __u64 find_in(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);

	if (id < 0)
		die("the kernel has no struct %s", name);
	return (__u64)id * 31 + (__u64)btf__resolve_size(btf, id);
}

static struct btf *load(void)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		die("cannot read the kernel's BTF: %m");
	return btf;
}

void kernel_btf(struct run *run)
{
	while (iterate(run)) {
		__u64 sum = 0;

		for (long i = 0; i < run->operations; i++) {
			struct btf *btf = load();

			sum += find_in(btf, run->argument);
			btf__free(btf);
		}
		run->sum = sum;
	}
}

#define HELD 16 /* at once: KernelBtfMemory.java */

void kernel_btf_memory(struct run *run)
{
	struct btf *held[HELD];
	long before;

	for (int i = atoi(run->argument); i > 0; i--) {
		held[0] = load();
		find_in(held[0], "task_struct");
		btf__free(held[0]);
	}
	before = anonymous_kib();
	for (int i = 0; i < HELD; i++) {
		held[i] = load();
		run->checksum = run->checksum * 31 + find_in(held[i], "task_struct");
	}
	printf("value KiB native %.2f\n", (double)(anonymous_kib() - before) / HELD);
	for (int i = 0; i < HELD; i++)
		btf__free(held[i]);
}
