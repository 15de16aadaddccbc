// SPDX-License-Identifier: Apache-2.0
/* Two array maps of one page-sized element: user space may map one of them, and not the other. */
struct {
	int (*type)[2]; /* BPF_MAP_TYPE_ARRAY */
	int (*max_entries)[1];
	int (*key_size)[4];
	int (*value_size)[4096];
	int (*map_flags)[1 << 10]; /* BPF_F_MMAPABLE */
} mapped __attribute__((section(".maps"), used));

struct {
	int (*type)[2];
	int (*max_entries)[1];
	int (*key_size)[4];
	int (*value_size)[4096];
} unmapped __attribute__((section(".maps"), used));
