// SPDX-License-Identifier: Apache-2.0
/*
 * btf_dump's printf callback takes a va_list, which JavaCPP gets wrong on x86_64. This one writes
 * into a buffer, which Java copies out after each call of btf_dump__*().
 */
#include "libbpf_java.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lbj_btf_dump {
	struct btf_dump *dump;
	char *text;
	size_t used, capacity;
	int failed;
};

static void collect(void *context, const char *format, va_list args)
{
	struct lbj_btf_dump *dump = context;
	va_list again;
	int len;

	if (dump->failed)
		return;
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0) {
		dump->failed = -EINVAL;
		return;
	}
	if (dump->used + (size_t)len + 1 > dump->capacity) {
		size_t capacity = (dump->used + (size_t)len + 1) * 2;
		char *text = realloc(dump->text, capacity);

		if (!text) {
			dump->failed = -ENOMEM;
			return;
		}
		dump->text = text;
		dump->capacity = capacity;
	}
	vsnprintf(dump->text + dump->used, (size_t)len + 1, format, args);
	dump->used += (size_t)len;
}

long long lbj_btf_new(const unsigned char *raw, size_t size, long long base)
{
	struct btf *over = (struct btf *)(size_t)base;
	struct btf *btf;

	if (size > 0x7fffffff)
		return -E2BIG;
	btf = over ? btf__new_split(raw, (__u32)size, over) : btf__new(raw, (__u32)size);
	return btf ? (long long)(size_t)btf : -errno;
}

void lbj_btf_free(long long btf)
{
	btf__free((struct btf *)(size_t)btf);
}

long long lbj_btf_dump_new(const struct btf *btf)
{
	struct lbj_btf_dump *dump = calloc(1, sizeof(*dump));

	if (!dump)
		return -ENOMEM;
	dump->dump = btf_dump__new(btf, collect, dump, NULL);
	if (!dump->dump) {
		int err = -errno;

		free(dump);
		return err;
	}
	return (long long)(size_t)dump;
}

struct btf_dump *lbj_btf_dump_inner(const struct lbj_btf_dump *dump)
{
	return dump->dump;
}

int lbj_btf_dump_types(struct lbj_btf_dump *dump, unsigned int first, unsigned int end)
{
	for (unsigned int id = first; id < end; id++) {
		int err = btf_dump__dump_type(dump->dump, id);

		if (err || dump->failed)
			return err ? err : dump->failed;
	}
	return 0;
}

long long lbj_btf_dump_size(const struct lbj_btf_dump *dump)
{
	return dump->failed ? dump->failed : (long long)dump->used;
}

size_t lbj_btf_dump_take(struct lbj_btf_dump *dump, unsigned char *to, size_t len)
{
	size_t copied = len < dump->used ? len : dump->used;

	if (copied)
		memcpy(to, dump->text, copied);
	dump->used = 0;
	dump->failed = 0;
	return copied;
}

void lbj_btf_dump_free(struct lbj_btf_dump *dump)
{
	btf_dump__free(dump->dump);
	free(dump->text);
	free(dump);
}
