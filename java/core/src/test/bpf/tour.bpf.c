// SPDX-License-Identifier: Apache-2.0
/* The object of docs/global-variables.md, which quotes the regions here. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* [constants] */
const volatile __u32 max_length = 1500; /* .rodata: fixed before load */
/* [/constants] */

/* [variables] */
enum mode { MODE_OFF, MODE_COUNT, MODE_STRICT };

struct limit {
	__u32 min, max;
	char label[8];
};

volatile enum mode mode = MODE_COUNT;                   /* .data: has a value */
volatile struct limit limits[2] = { { 0, 64, "small" } };
volatile __u64 packets, too_long;                       /* .bss: zero */
/* [/variables] */

/* [custom] */
SEC(".bss.sizes") volatile __u32 sizes[4]; /* a section of its own, which can be made larger */
static volatile __u64 calls;               /* static: reachable all the same */
/* [/custom] */

/* [program] */
SEC("socket")
int count(struct __sk_buff *skb)
{
	calls++;
	if (mode == MODE_OFF)
		return 0;
	__sync_fetch_and_add(&packets, 1);
	if (skb->len > max_length)
		__sync_fetch_and_add(&too_long, 1);
	sizes[0] = skb->len;
	return skb->len >= limits[0].min && skb->len <= limits[0].max;
}
/* [/program] */

char _license[] SEC("license") = "Dual MIT/GPL";
