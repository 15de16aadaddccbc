// SPDX-License-Identifier: Apache-2.0
/* Constants of every integer type, and deep inside structs, unions and arrays. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef __s32 i32;

enum narrow { NARROW_NONE, NARROW_TEN = 10, NARROW_ELEVEN = 11 };
enum wide { WIDE_NONE = 0ull, WIDE_TWELVE = 12ull, WIDE_MOST = 0xffffffffffffffffull };
enum wide_signed { SIGNED_LEAST = -0x7fffffffffffffffll, SIGNED_THIRTEEN = 13ll };

const volatile __s64 s64 = -1;
const volatile __u64 u64;
const volatile i32 s32 = -1;
const volatile __u32 u32;
const volatile __s16 s16 = -1;
const volatile __u16 u16;
const volatile __s8 s8 = -1;
const volatile __u8 u8;
const volatile enum narrow narrow = NARROW_NONE;
const volatile enum wide wide = WIDE_NONE;
const volatile enum wide_signed wide_signed = SIGNED_LEAST;
const volatile bool flag = false;
const volatile i32 numbers[32];
const volatile enum narrow names[32];
const volatile i32 cube[47][19][17];
const volatile i32 *pointers[32];

struct outer {
	int : 16;
	__u16 filler;
	struct {
		const __u16 more_filler;
	};
	struct inner {
		__u16 filler;
		volatile struct {
			const int : 1;
			union {
				const volatile __u8 bytes[3];
				const volatile __s16 filler;
				const int : 1;
				i32 matrix[7][5];
			} u;
		};
	} inner[2][4];
};

const volatile __u32 out; /* the beginning of another's name */
const volatile struct outer outer[3];
const volatile struct outer outers[11][7];

const volatile union {
	__u16 both;
	struct {
		struct {
			__u8 low;
		};
		struct {
			struct {
				__u8 high;
			};
		};
	} each;
} halves = { .both = -1 };

volatile __s64 seen[20];

SEC("socket")
int look(struct __sk_buff *skb)
{
	seen[0] = s64;
	seen[1] = u64;
	seen[2] = s32;
	seen[3] = u32;
	seen[4] = s16;
	seen[5] = u16;
	seen[6] = s8;
	seen[7] = u8;
	seen[8] = narrow;
	seen[9] = wide;
	seen[10] = wide_signed;
	seen[11] = flag;
	seen[12] = outer[2].inner[1][2].u.bytes[2];
	seen[13] = halves.both;
	seen[14] = numbers[3];
	seen[15] = numbers[NARROW_ELEVEN];
	seen[16] = names[SIGNED_THIRTEEN];
	seen[17] = cube[31][7][NARROW_ELEVEN];
	seen[18] = outer[2].inner[1][2].u.matrix[5][3];
	seen[19] = outers[7][5].inner[0][1].u.matrix[3][0];
	return pointers[0] ? 1 : out;
}

char _license[] SEC("license") = "Dual MIT/GPL";
