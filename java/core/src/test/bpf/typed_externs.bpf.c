// SPDX-License-Identifier: Apache-2.0
/* Kernel symbols with a type: functions that programs call, and variables. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct rq {};

extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock___mine(void) __ksym __weak; /* libbpf looks without "___mine" */
extern void bpf_no_such_function(void) __ksym __weak;
extern const int no_such_variable __ksym __weak;

extern const struct rq runqueues __ksym __weak;
extern const int bpf_prog_active __ksym __weak;

volatile __u64 called, seen_lock = 1, seen_missing = 1, seen_no_variable = 1;
volatile __u64 seen_runqueues = 1, seen_active = 1;

SEC("tc")
int functions(struct __sk_buff *skb)
{
	if (bpf_rcu_read_lock && bpf_rcu_read_unlock___mine) {
		bpf_rcu_read_lock();
		called++;
		bpf_rcu_read_unlock___mine();
	}
	if (bpf_no_such_function)
		bpf_no_such_function();
	seen_lock = (__u64)bpf_rcu_read_lock;
	seen_missing = (__u64)bpf_no_such_function;
	seen_no_variable = (__u64)&no_such_variable;
	return 0;
}

SEC("raw_tp/sys_enter")
int variables(void *ctx)
{
	seen_runqueues = (__u64)&runqueues;
	seen_active = (__u64)&bpf_prog_active;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
