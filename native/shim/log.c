// SPDX-License-Identifier: Apache-2.0
/*
 * libbpf's print callback. One callback serves the whole process and is called on whatever thread
 * is inside libbpf, so each thread has a buffer of its own, which Java drains when its call is back.
 */
#include "libbpf_java.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct log {
	char *text;
	size_t used, capacity, limit, dropped;
	int level; /* 0: not collecting */
};

static __thread struct log log;

static int collect(enum libbpf_print_level level, const char *format, va_list args)
{
	int rank = level == LIBBPF_WARN ? 1 : level == LIBBPF_INFO ? 2 : 3;
	va_list again;
	size_t need;
	int len;

	if (rank > log.level)
		return 0;
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return 0;
	need = log.used + 1 + (size_t)len + 1; /* level, text, NUL */
	if (need > log.limit) {
		log.dropped += len;
		return 0;
	}
	if (need > log.capacity) {
		size_t capacity = need < 4096 ? 4096 : need * 2;
		char *text = realloc(log.text, capacity);

		if (!text) {
			log.dropped += len;
			return 0;
		}
		log.text = text;
		log.capacity = capacity;
	}
	log.text[log.used] = (char)rank;
	vsnprintf(log.text + log.used + 1, (size_t)len + 1, format, args);
	log.used = need;
	return len;
}

/* At load of the library, before any thread can be inside libbpf. */
__attribute__((constructor)) static void install(void)
{
	libbpf_set_print(collect);
}

static void clear(void)
{
	free(log.text);
	memset(&log, 0, sizeof(log));
}

void lbj_log_begin(int level, size_t limit)
{
	clear();
	log.level = level;
	log.limit = limit;
}

size_t lbj_log_size(size_t *dropped)
{
	*dropped = log.dropped;
	return log.used;
}

const char *lbj_log_text(void)
{
	return log.text;
}

void lbj_log_end(void)
{
	clear();
}
