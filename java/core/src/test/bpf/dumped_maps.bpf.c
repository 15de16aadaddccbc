// SPDX-License-Identifier: Apache-2.0
/* A map of each kind that prints in its own way. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum mood {
	MOOD_BAD,
	MOOD_GOOD,
};

struct inner {
	__u32 a;
	__s16 b[3];
};

struct outer {
	__u64 wide;
	__s64 negative;
	__u8 raw[4];
	struct inner inner[2];
	__s8 small;
};

struct word {
	char text[16];
	_Bool yes;
	enum mood mood;
};

struct odd {
	float single;
	double twice;
	__u8 bits : 3;
	void *pointer;
	union {
		__u32 word;
		__u16 half;
	};
};

#define MAP(NAME, TYPE, KEY, VALUE)                          \
	struct {                                             \
		__uint(type, BPF_MAP_TYPE_##TYPE);           \
		__uint(max_entries, 3);                      \
		__type(key, KEY);                            \
		__type(value, VALUE);                        \
	} NAME SEC(".maps")

MAP(numbers, ARRAY, __u32, __u64);
MAP(structs, HASH, struct inner, struct outer);
MAP(arrays, ARRAY, __u32, struct outer);
MAP(percpu_numbers, PERCPU_ARRAY, __u32, __u32);
MAP(percpu_structs, PERCPU_ARRAY, __u32, struct inner);
MAP(percpu_hash, PERCPU_HASH, __u32, struct inner);
MAP(lru, LRU_HASH, __u32, __s32);
MAP(words, HASH, __u32, struct word);
MAP(odd, HASH, __u32, struct odd);
MAP(empty, HASH, __u32, __u32);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 3);
	__uint(key_size, 5);
	__uint(value_size, 3);
} plain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 3);
	__uint(key_size, 0);
	__uint(value_size, 4);
} queue SEC(".maps");

SEC("socket")
int unused(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
