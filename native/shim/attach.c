// SPDX-License-Identifier: Apache-2.0
/* Attaching with options: plain arguments become libbpf's structs, each with its size. */
#define _GNU_SOURCE
#include "libbpf_java.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long long link_or_errno(const struct bpf_link *link)
{
	return link ? (long long)(size_t)link : -errno;
}

/* NULL for a text that was not given. */
static const char *given(const char *text)
{
	return *text ? text : NULL;
}

long long lbj_attach_raw_tracepoint(const struct bpf_program *program, const char *name, unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_raw_tracepoint_opts, opts, .cookie = cookie);

	return link_or_errno(bpf_program__attach_raw_tracepoint_opts(program, name, &opts));
}

long long lbj_attach_tracepoint(const struct bpf_program *program, const char *category, const char *name,
				unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = cookie);

	return link_or_errno(bpf_program__attach_tracepoint_opts(program, category, name, &opts));
}

long long lbj_attach_trace(const struct bpf_program *program, unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = cookie);

	return link_or_errno(bpf_program__attach_trace_opts(program, &opts));
}

int lbj_interface_index(const char *name)
{
	unsigned int index = if_nametoindex(name);

	return index ? (int)index : -errno;
}

long long lbj_attach_xdp(const struct bpf_program *program, int interface, unsigned int flags)
{
	/*
	 * bpf_program__attach_xdp() takes no flags. This call hands them on for every program whose type
	 * of attach has no options of its own.
	 */
	LIBBPF_OPTS(bpf_cgroup_opts, opts, .flags = flags);

	return link_or_errno(flags ? bpf_program__attach_cgroup_opts(program, interface, &opts)
				   : bpf_program__attach_xdp(program, interface));
}

/* What tcx, netkit and cgroups call the place among others: 0 wherever, 1 before, 2 after. */
static unsigned int order_flags(int place, int to_link)
{
	return (place == 1 ? BPF_F_BEFORE : place == 2 ? BPF_F_AFTER : 0) | (to_link ? BPF_F_LINK : 0);
}

long long lbj_attach_tcx(const struct bpf_program *program, int interface, int place, int to_link, int fd,
			 unsigned int id, unsigned long long revision)
{
	LIBBPF_OPTS(bpf_tcx_opts, opts, .flags = order_flags(place, to_link), .relative_fd = fd,
		    .relative_id = id, .expected_revision = revision);

	return link_or_errno(bpf_program__attach_tcx(program, interface, &opts));
}

long long lbj_attach_netkit(const struct bpf_program *program, int interface, int place, int to_link, int fd,
			    unsigned int id, unsigned long long revision)
{
	LIBBPF_OPTS(bpf_netkit_opts, opts, .flags = order_flags(place, to_link), .relative_fd = fd,
		    .relative_id = id, .expected_revision = revision);

	return link_or_errno(bpf_program__attach_netkit(program, interface, &opts));
}

long long lbj_attach_cgroup(const struct bpf_program *program, const char *path, int preorder, int place,
			    int to_link, int fd, unsigned int id, unsigned long long revision)
{
	LIBBPF_OPTS(bpf_cgroup_opts, opts,
		    .flags = order_flags(place, to_link) | (preorder ? BPF_F_PREORDER : 0),
		    .relative_fd = fd, .relative_id = id, .expected_revision = revision);
	int cgroup = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long long link;

	if (cgroup < 0)
		return -errno;
	link = link_or_errno(bpf_program__attach_cgroup_opts(program, cgroup, &opts));
	close(cgroup);
	return link;
}

long long lbj_attach_netns(const struct bpf_program *program, const char *path)
{
	int netns = open(path, O_RDONLY | O_CLOEXEC);
	long long link;

	if (netns < 0)
		return -errno;
	link = link_or_errno(bpf_program__attach_netns(program, netns));
	close(netns);
	return link;
}

long long lbj_attach_netfilter(const struct bpf_program *program, unsigned int family, unsigned int hook,
			       int priority, int defragment)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts, .pf = family, .hooknum = hook, .priority = priority,
		    .flags = defragment ? BPF_F_NETFILTER_IP_DEFRAG : 0);

	return link_or_errno(bpf_program__attach_netfilter(program, &opts));
}

long long lbj_attach_kprobe(const struct bpf_program *program, const char *function, unsigned long long offset,
			    int on_return, unsigned long long cookie, int mode)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .bpf_cookie = cookie, .offset = offset, .retprobe = on_return,
		    .attach_mode = mode);

	return link_or_errno(bpf_program__attach_kprobe_opts(program, given(function), &opts));
}

/* Pointers to strings that stand one after the other, each with its NUL; NULL for none or no memory. */
static const char **pointers(const char *strings, size_t count)
{
	const char **all = count ? calloc(count, sizeof(*all)) : NULL;

	for (size_t i = 0; all && i < count; i++) {
		all[i] = strings;
		strings += strlen(strings) + 1;
	}
	return all;
}

long long lbj_attach_kprobe_multi(const struct bpf_program *program, const char *pattern,
				  const unsigned char *functions, size_t function_count,
				  const unsigned long long *addresses, size_t address_count,
				  const unsigned long long *cookies, size_t cookie_count, int on_return,
				  int unique_match)
{
	const char **names = pointers((const char *)functions, function_count);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = names,
		    .addrs = address_count ? (const unsigned long *)addresses : NULL,
		    .cookies = cookie_count ? (const __u64 *)cookies : NULL,
		    .cnt = function_count + address_count, .retprobe = on_return, .unique_match = unique_match,
		    .session = bpf_program__expected_attach_type(program) == BPF_TRACE_KPROBE_SESSION);
	long long link;

	if (function_count && !names)
		return -ENOMEM;
	link = link_or_errno(bpf_program__attach_kprobe_multi_opts(program, given(pattern), &opts));
	free(names);
	return link;
}

long long lbj_attach_uprobe(const struct bpf_program *program, int pid, const char *binary, const char *function,
			    unsigned long long offset, int on_return, unsigned long long reference_counter,
			    unsigned long long cookie, int mode)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .ref_ctr_offset = reference_counter, .bpf_cookie = cookie,
		    .retprobe = on_return, .func_name = given(function), .attach_mode = mode);

	return link_or_errno(bpf_program__attach_uprobe_opts(program, pid, binary, offset, &opts));
}

long long lbj_attach_uprobe_multi(const struct bpf_program *program, int pid, const char *binary,
				  const char *pattern, const unsigned char *functions, size_t function_count,
				  const unsigned long long *offsets, size_t offset_count,
				  const unsigned long long *cookies, size_t cookie_count, int on_return)
{
	const char **names = pointers((const char *)functions, function_count);
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .syms = names,
		    .offsets = offset_count ? (const unsigned long *)offsets : NULL,
		    .cookies = cookie_count ? (const __u64 *)cookies : NULL,
		    .cnt = function_count + offset_count, .retprobe = on_return,
		    .session = bpf_program__expected_attach_type(program) == BPF_TRACE_UPROBE_SESSION);
	long long link;

	if (function_count && !names)
		return -ENOMEM;
	link = link_or_errno(
		bpf_program__attach_uprobe_multi(program, pid, binary, given(pattern), &opts));
	free(names);
	return link;
}

long long lbj_attach_usdt(const struct bpf_program *program, int pid, const char *binary, const char *provider,
			  const char *name, unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = cookie);

	return link_or_errno(bpf_program__attach_usdt(program, pid, binary, provider, name, &opts));
}

long long lbj_attach_freplace(const struct bpf_program *program, int target, const char *function)
{
	return link_or_errno(bpf_program__attach_freplace(program, target, function));
}

long long lbj_attach_ksyscall(const struct bpf_program *program, const char *name, int on_return,
			      unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .bpf_cookie = cookie, .retprobe = on_return);

	return link_or_errno(bpf_program__attach_ksyscall(program, name, &opts));
}

/* What an iterator keeps to; the members that its kind has not stay 0. */
static void describe(union bpf_iter_link_info *info, int kind, int number, int group, int order)
{
	memset(info, 0, sizeof(*info));
	switch (kind) {
	case 1:
		info->map.map_fd = number;
		break;
	case 2:
		info->task.tid = number;
		break;
	case 3:
		info->task.pid = number;
		break;
	case 4:
		info->task.pid_fd = number;
		break;
	case 5:
		info->cgroup.cgroup_fd = group;
		info->cgroup.order = order;
		break;
	}
}

long long lbj_attach_iter(const struct bpf_program *program, int kind, int number, const char *cgroup, int order)
{
	union bpf_iter_link_info info;
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = kind ? &info : NULL,
		    .link_info_len = kind ? sizeof(info) : 0);
	int group = *cgroup ? open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	long long link;

	if (*cgroup && group < 0)
		return -errno;
	describe(&info, kind, number, group, order);
	link = link_or_errno(bpf_program__attach_iter(program, &opts));
	if (group >= 0)
		close(group);
	return link;
}

long long lbj_attach_perf_event(const struct bpf_program *program, unsigned int type, unsigned long long config,
				unsigned long long address, unsigned long long len, unsigned int access,
				unsigned long long sampling, int is_frequency, int pid, int cpu,
				unsigned long long cookie)
{
	LIBBPF_OPTS(bpf_perf_event_opts, opts, .bpf_cookie = cookie);
	struct perf_event_attr attr = {
		.type = type, .size = sizeof(attr), .config = config, .sample_period = sampling,
		.freq = !!is_frequency, .disabled = 1, .inherit = cpu < 0,
	};
	long long link;
	int event;

	if (type == PERF_TYPE_BREAKPOINT) { /* these lie in one place with members of other events */
		attr.bp_type = access;
		attr.bp_addr = address;
		attr.bp_len = len;
	}
	event = (int)syscall(SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	if (event < 0)
		return -errno;
	link = link_or_errno(bpf_program__attach_perf_event_opts(program, event, &opts));
	if (link < 0)
		close(event);
	return link;
}
