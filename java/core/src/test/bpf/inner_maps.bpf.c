// SPDX-License-Identifier: Apache-2.0
/* Maps of maps, and programs that read and write the inner maps. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [tables] */
struct limit {
	__u32 packets;
	__u32 bytes;
};
struct limit *unused_limit __attribute__((unused)); /* or clang leaves its members out of BTF */

struct table {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct limit);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct table);
} tables SEC(".maps");
/* [/tables] */

struct counters {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
};

struct tenant {
	char name[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, struct tenant);
	__array(values, struct counters);
} by_tenant SEC(".maps");

/* Of inner arrays of any size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(map_flags, BPF_F_INNER_MAP);
		__uint(max_entries, 1);
		__type(key, __u32);
		__type(value, __u64);
	});
} sized SEC(".maps");

struct event {
	__u32 number;
};
struct event *unused_event __attribute__((unused));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_RINGBUF);
		__uint(max_entries, 64 * 1024);
	});
} rings SEC(".maps");

SEC("socket")
int send(struct __sk_buff *skb)
{
	struct event event = { .number = 42 };
	__u32 one = 1;
	void *ring = bpf_map_lookup_elem(&rings, &one);

	return ring ? bpf_ringbuf_output(ring, &event, sizeof(event), 0) : -1;
}

/* What the program answers: the packets of tables[0][7], -1 without a table, -2 without a limit. */
SEC("socket")
int limit_of_7(struct __sk_buff *skb)
{
	__u32 zero = 0, seven = 7;
	void *table = bpf_map_lookup_elem(&tables, &zero);
	struct limit *limit;

	if (!table)
		return -1;
	limit = bpf_map_lookup_elem(table, &seven);
	return limit ? limit->packets : -2;
}

SEC("socket")
int count(struct __sk_buff *skb)
{
	struct tenant tenant = { "red" };
	__u32 one = 1;
	void *counters = bpf_map_lookup_elem(&by_tenant, &tenant);
	__u64 *count;

	if (!counters)
		return -1;
	count = bpf_map_lookup_elem(counters, &one);
	if (!count)
		return -2;
	__sync_fetch_and_add(count, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
