// SPDX-License-Identifier: Apache-2.0
/* Structs, unions and arrays as Java maps them. */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;

enum mode { SLOW, FAST = 7, BROKEN = 9 };

struct limit {
	__u32 min;
	__u64 max;
};

struct config {
	int target_pid;
	enum mode mode;
	_Bool verbose;
	char comm[8];
	float ratio;
	struct limit limits[3];
	__u8 mac[6];
	__u64 timeout_ns;
	unsigned int low:3;
	unsigned int high:7;
	struct {
		short inner;
		union {
			__u32 word;
			__u8 bytes[4];
		};
	};
	void *next;
};

struct wide {
	__u64 a, b, c, d, e, f, g, h;
};

enum shape_kind { SHAPE_NONE, SHAPE_CIRCLE, SHAPE_RECT, SHAPE_SIDE_COUNT, SHAPE_BLOB };
struct circle { int radius; };
struct rect { int width, height; };
struct shape {
	int id;
	enum shape_kind kind;
	union {
		struct circle circle;
		struct rect rect;
		__u16 side_count;
		__u8 blob[8];
	};
};

struct flexible {
	__u32 count;
	__u16 items[];
};

struct tail {
	__u8 a:3, b:5;
	__u8 c:7;
};

union number {
	__u32 word;
	__u8 bytes[4];
	struct { __u16 low, high; } halves;
};

struct config cfg;
struct wide wide;
struct shape shape;
struct shape shapes[2];
struct flexible flexible = {3, {1, 2, 3}};
struct tail tail;
union number number;
int matrix[2][3];
long long counters[4];
__u32 limits[4];
char names[2][8];
char comm[16];
__u8 mac[6];
int target_pid;
enum mode mode;
__u64 u64;
__u64 timeout_ns;
void *pointer;
char letter;
float ratio;
double precise;
__int128 huge;
_Bool flag;
struct { int x; } unnamed;
