// SPDX-License-Identifier: Apache-2.0
/* Programs that refer to whatever an instruction can refer to, for the disassembler to name. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct limit {
	__u64 min, max;
};

static const volatile struct {
	__u32 version;
	struct {
		__u32 flags;
	};
	struct limit limits[4];
	char name[12];
} cfg = { .version = 1, .limits = { { 0, 10 }, { 0, 20 }, { 0, 30 }, { 0, 40 } } };

static volatile __u32 first = 3;
static volatile __u32 switches[3] = { 1, 2, 3 };
volatile __u64 hits;
extern int CONFIG_HZ __kconfig __weak;
extern const void __bpf_call_base __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static __noinline int helped(int number)
{
	return number + (int)bpf_get_prandom_u32() % 1 + switches[1];
}

__noinline int shared(int number)
{
	return number * 3 + hits;
}

/* clang adds offsets to an address in a register; the assembler puts them into the ldimm64. */
#define INSIDE_CFG(offset) ({ void *_at; asm volatile("%0 = cfg+" #offset " ll" : "=r"(_at)); _at; })
_Static_assert(__builtin_offsetof(typeof(cfg), limits[3].max) == 64, "used below");
_Static_assert(__builtin_offsetof(typeof(cfg), name[5]) == 77, "used below");
_Static_assert(__builtin_offsetof(typeof(cfg), flags) == 4, "used below");

SEC("socket")
int refers(struct __sk_buff *skb)
{
	__u32 key = 1;
	__u64 *counter = bpf_map_lookup_elem(&counters, &key);
	volatile __u64 *max = INSIDE_CFG(64);
	volatile __u8 *letter = INSIDE_CFG(77);
	volatile __u8 *byte = INSIDE_CFG(5);

	if (counter)
		*counter += *max;
	hits += CONFIG_HZ;
	return helped(skb->len) + shared(2) + switches[2] + first + *letter + *byte + *max + cfg.version +
	       (&__bpf_call_base != 0);
}

static long add(void *map, __u32 *key, __u64 *value, __u64 *sum)
{
	*sum += *value;
	return 0;
}

/* Linux 5.13. */
SEC("socket")
int calls_back(struct __sk_buff *skb)
{
	__u64 sum = 0;

	bpf_for_each_map_elem(&counters, add, &sum, 0);
	return sum;
}

/* Linux 6.2. */
SEC("tc")
int calls_kernel(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

char _license[] SEC("license") = "GPL";
