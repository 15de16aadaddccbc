// SPDX-License-Identifier: Apache-2.0
/* The structs that rows read whole; the program and the C side mean the same. Needs linux/types.h. */

/* 64 bytes of numbers. */
struct sample {
	__u64 time;
	__u32 pid;
	__u32 tid;
	__s32 result;
	__u16 kind;
	__u16 flags;
	__u64 bytes;
	__u64 offset;
	__u64 latency;
	__u64 cookie;
	__u64 total;
};

/* 64 bytes with text among them. */
struct call {
	__u64 time;
	__u32 pid;
	__s32 result;
	char comm[16];
	__u64 bytes;
	__u64 latency;
	__u64 cookie;
	__u64 total;
};

/* What a ring carries. Its size varies, its first members do not. */
struct event {
	__u64 number;
	__u64 word;
};
