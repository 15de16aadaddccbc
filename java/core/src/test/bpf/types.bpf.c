// SPDX-License-Identifier: Apache-2.0
/* One global variable of every kind that BTF can describe. */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))
#define EXTERN(name) __attribute__((section(name), weak))

enum mode { SLOW, FAST = 7, BROKEN = -3 };
enum big { SMALL = 1, HUGE = 0xffffffffffffffffULL };
enum negative64 { LOWEST = -0x7fffffffffffffffLL, HIGHEST = 0x7fffffffffffffffLL };

struct limit { __u32 min; __u64 max; };

struct config {
	struct limit limits[4];
	enum mode mode;
	char name[16];
	struct {
		__u16 anonymous;
		union { __u32 word; __u8 bytes[4]; };
	};
	struct config *next;
	int (*callback)(struct config *self, const char *format, ...);
};

struct row { int id; union { __u64 number; __u8 bytes[8]; } u; };

struct bits {
	int a:5;
	unsigned b:11;
	unsigned long long wide:40;
	_Bool flag:1;
	enum mode mode:4;
	unsigned :0;
	unsigned last:3;
};

struct __attribute__((packed)) packed { __u8 tag; __u64 value; __u16 tail; };
struct __attribute__((aligned(64))) aligned { __u32 x; };
struct flexible { __u32 count; __u16 items[]; };
struct incomplete;

const volatile __u32 limits[4] = {1, 2, 3, 4};
const volatile struct config cfg = {.mode = FAST, .name = "probe"};
struct row rows[2][8];
struct bits bits;
struct packed packed = {1};
struct aligned aligned;
struct flexible flexible = {3, {10, 20, 30}};
struct incomplete *incomplete;
union unknown *unknown;
int *restrict only;
enum mode mode = FAST;
enum big big = HUGE;
enum negative64 negative64 = LOWEST;
_Bool flag = 1;
char letter = 'x';
signed char small;
short medium;
__u16 counters[3][5];
__int128 very_big;
unsigned __int128 very_big_unsigned;
float ratio = 0.5f;
double precise = 0.25;
void *anything;
int *const volatile pinned = 0;
const char *const words[2];
int (*operation)(int, void *);
int (*operations[3])(void);
void (*(*chooser)(int which))(struct limit *);
int (*matrix)[3][4];
struct { int x; struct { int y; } inner; } unnamed;
static volatile int hidden_counter = 5;
__attribute__((visibility("hidden"))) int hidden = 6;
__attribute__((weak)) int weak = 7;
int custom SEC(".data.custom") = 8;
const volatile int tunable SEC(".rodata.cfg") = 9;
__u64 hits SEC(".bss.arr");
extern int CONFIG_HZ EXTERN(".kconfig");
extern const void bpf_prog_active EXTERN(".ksyms");
extern void bpf_rcu_read_lock(void) EXTERN(".ksyms");
int __attribute__((btf_type_tag("user"))) *tagged;
int declared __attribute__((btf_decl_tag("mark")));

SEC("raw_tp/sys_enter")
int count(void *ctx)
{
	static __u64 calls;
	hidden_counter++;
	bpf_rcu_read_lock();
	if (&bpf_prog_active)
		hits += CONFIG_HZ;
	return ++calls;
}

char _license[] SEC("license") = "GPL";
