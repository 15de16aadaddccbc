// SPDX-License-Identifier: Apache-2.0
/* Attaching with options: plain arguments become libbpf's structs, each with its size. */
#define _GNU_SOURCE
#include "libbpf_java.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
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
