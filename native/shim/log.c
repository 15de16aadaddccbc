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

/* Room for `need` bytes in all; 0 where there is no memory or it is more than allowed. */
static int reserve(size_t need)
{
	size_t capacity = need < 16384 ? 16384 : need * 2;
	char *text;

	if (need <= log.capacity)
		return 1;
	if (need > log.limit || !(text = realloc(log.text, capacity)))
		return 0;
	log.text = text;
	log.capacity = capacity;
	return 1;
}

static int collect(enum libbpf_print_level level, const char *format, va_list args)
{
	int rank = level == LIBBPF_WARN ? 1 : level == LIBBPF_INFO ? 2 : 3;
	size_t start = log.used + 1, room; /* after the level */
	va_list again;
	int len;

	if (rank > log.level)
		return 0;
	/* Formatted once where it fits, which is nearly always: a debug message costs little else. */
	room = reserve(start + 256) ? log.capacity - start : 0;
	va_copy(again, args);
	len = vsnprintf(room ? log.text + start : NULL, room, format, args);
	if (len >= 0 && (size_t)len >= room && reserve(start + (size_t)len + 1)) {
		room = log.capacity - start;
		vsnprintf(log.text + start, room, format, again);
	}
	va_end(again);
	if (len < 0)
		return 0;
	if ((size_t)len >= room || start + (size_t)len + 1 > log.limit) {
		log.dropped += (size_t)len;
		return 0;
	}
	log.text[log.used] = (char)rank;
	log.used = start + (size_t)len + 1; /* and the NUL */
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
