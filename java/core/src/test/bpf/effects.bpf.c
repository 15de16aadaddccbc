// SPDX-License-Identifier: Apache-2.0
/* Variables that clang folds into the code, that nothing uses, and pointers in initialisers. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

const int folded = 7; /* const and not volatile: the program has a 7 */
const volatile int kept = 7;
const volatile int unused = 11;
static const volatile int first = 1;
static const volatile int second = 2;
const volatile struct {
	int low;
	int high;
} range = {1, 9};
volatile int got;
volatile int lonely SEC(".data.extra") = 13;

const char *const names[3] = {"zero", "one", "two"};
struct {
	int number;
	volatile int *place;
} linked = {5, &got};


SEC("socket") int run(void *ctx)
{
	volatile const char *letters = "letters of a literal that is indexed";

	got = folded + kept + first + second + range.high;
	return letters[kept & 7];
}

SEC("?socket") int follows(void *ctx)
{
	const char *name = names[kept & 1];

	return linked.number + (name ? name[1] : 0);
}
