// SPDX-License-Identifier: Apache-2.0
/* One variable for every kind of number, as the codecs tell them apart. */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;

enum mode { SLOW, FAST = 7 };
enum level { LOW = -3, HIGH = 9 };
enum big { SMALL = 1, HUGE = 0xffffffffffffffffULL };
enum many { M0, M1, M2, M3, M4, M5, M6, M7, M8, M9, M10, M11, M12, M13 };

struct bits {
	int a:5;
	unsigned b:11;
	unsigned long long wide:40;
	_Bool flag:1;
	enum mode mode:4;
	long long sixtyfour:64;
	unsigned last:3;
};

struct __attribute__((packed)) packed {
	__u8 tag;
	__u64 value;
	unsigned long long odd:63;
	int far:13;
};

struct config {
	int min;
	__u64 limits[2];
};

__u8 u8;
__u16 u16;
__u32 u32;
__u64 u64;
signed char s8;
short s16;
int s32;
long long s64;
char letter;
__int128 s128;
unsigned __int128 u128;
_Bool flag;
float ratio;
double precise;
void *pointer;
enum mode mode;
enum level level;
enum big big;
enum many many;
char comm[16];
__u8 mac[6];
__u32 limits[4];
struct bits bits;
struct packed packed;
struct config cfg;
const volatile int target_pid;
